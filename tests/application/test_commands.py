"""The table of commands is complete, and its examples are what their classes say."""

from dataclasses import replace
from typing import Final, get_args
from uuid import UUID

from application.commands import COMMANDS, command_type
from application.facts import nothing
from domain.aggregates import AGGREGATES, EVENT_TYPES, TOPICS
from domain.job_posting import JOB_POSTING, DraftPosting, ExternalId, SubmitPostingForApproval
from domain.job_posting.commands import PostingCommand
from domain.job_posting.events import PostingEvent
from domain.organisation import ORGANISATION, OrganisationCommand, OrganisationEvent
from domain.requirements import SourceDocument
from domain.role import ROLE, DraftRole
from domain.role.commands import RoleCommand
from domain.role.events import RoleEvent

HOLDER: Final = UUID(int=1)


def test_every_command_of_the_domain_stands_in_the_table_once() -> None:
    listed = [line.command for line in COMMANDS]
    assert len(listed) == len(set(listed))
    assert set(listed) == {*get_args(RoleCommand), *get_args(PostingCommand), *get_args(OrganisationCommand)}


def test_a_path_names_one_command() -> None:
    paths = [(line.aggregate.kind, line.name) for line in COMMANDS]
    assert len(paths) == len(set(paths))


def test_every_example_is_an_instance_of_its_command() -> None:
    assert all(type(line.example) is line.command for line in COMMANDS)
    assert all(command_type(line.command) is line for line in COMMANDS)


def test_every_event_of_the_domain_has_one_stored_name_of_its_own_kind() -> None:
    assert set(ROLE.events.values()) == set(get_args(RoleEvent))
    assert set(JOB_POSTING.events.values()) == set(get_args(PostingEvent))
    assert set(ORGANISATION.events.values()) == set(get_args(OrganisationEvent))
    assert len(TOPICS) == len(EVENT_TYPES) == sum(len(aggregate.events) for aggregate in AGGREGATES)
    assert all(name.startswith(f"{a.kind}.") for a in AGGREGATES for name in a.events)


def test_the_approver_must_have_seen_what_is_decided() -> None:
    assert {line.name for line in COMMANDS if line.saw} == {
        *("approve", "reject", "request-changes", "approve-amendment", "reject-amendment"),
        *("grant-band-exception", "deny-band-exception", "waive-place"),
    }


def test_drafting_a_role_takes_its_code_and_drafting_from_a_document_takes_the_document() -> None:
    draft = command_type(DraftRole)
    imported = replace(draft.example, source=SourceDocument(importer="text/1", text="Lead Backend Engineer"))
    assert [one.scope for one in draft.reserves(draft.example, HOLDER)] == ["role-code"]
    assert [one.scope for one in draft.reserves(imported, HOLDER)] == ["role-document", "role-code"]


def test_drafting_a_posting_takes_what_another_system_calls_it() -> None:
    draft = command_type(DraftPosting)
    known_elsewhere = replace(draft.example, external_id=ExternalId(source="greenhouse", value="127817"))
    assert draft.reserves(draft.example, HOLDER) == ()
    assert [one.scope for one in draft.reserves(known_elsewhere, HOLDER)] == ["external-id of greenhouse"]


def test_submitting_a_posting_does_not_depend_on_its_role() -> None:
    """What is judged by the role is judged by the approver; a busy role must not make authors lose races."""
    assert command_type(SubmitPostingForApproval).facts is nothing

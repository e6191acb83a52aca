"""How a projection is declared: its row, its key, its indexes, and pure folds; it does no I/O."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import KW_ONLY, dataclass, field, fields
from operator import attrgetter
from typing import Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

from domain.recorded import Recorded

R = TypeVar("R")
E = TypeVar("E")
S = TypeVar("S")
SPARSE: Final = object()  # the mark itself
# A dataclass without slots of whose fields nothing is stored that is empty by default; who answers it fills that in.
Sparse = Annotated[S, SPARSE]
Key = tuple[Any, ...]
SCHEMA = "read_side"


@dataclass(frozen=True, slots=True)
class Query:
    """Plain SQL over read tables, and its parameters (psycopg's %(name)s).

    one_plan: one way to answer it is the best whatever the values are, so PostgreSQL may plan it once a connection. Not
    where a filter fits a few rows or half of them, or where LIMIT is a parameter, which is then taken for any number.
    """

    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    one_plan: bool = False


@dataclass(eq=False)
class Declared(Generic[R]):
    """What both shapes share: a table of `row`s.

    row: a dataclass; its annotations make the columns. key: the columns of the primary key.
    stream: the column that holds the row's stream, by default the first of the key: no row depends on the events
    of another. indexes: what follows CREATE INDEX ON <table>: "(title)", "USING gin (countries)".
    computed: columns that PostgreSQL makes of the row's, as CREATE TABLE says them: "… GENERATED ALWAYS AS (…) STORED".
    sampled: columns that hold so many different things that PostgreSQL plans well only with a larger sample of them.
    dear: columns that take long to write and seldom change; a live batch leaves them alone where they are the same.
    Change anything here or in a fold, and raise `version`: the new table is built beside the old one.
    """

    name: str
    _: KW_ONLY
    version: int
    row: type[R]
    key: str | tuple[str, ...]
    stream: str = ""
    indexes: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    sampled: tuple[str, ...] = ()
    dear: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.stream = self.stream or self.key_columns[0]
        self._key_getter, self._several = attrgetter(*self.key_columns), len(self.key_columns) > 1
        columns = {f.name for f in fields(self.row)}  # type: ignore[arg-type]  # `type[R]` cannot say "of a dataclass"
        if missing := {*self.key_columns, self.stream} - columns:
            raise TypeError(f"projection {self.name}: {sorted(missing)} are no fields of {self.row.__name__}")

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return (self.key,) if isinstance(self.key, str) else self.key

    @property
    def replaced_by(self) -> tuple[str, ...]:
        """The columns by which rows are found and replaced: those of the key, if not all rows of a stream at once."""
        return self.key_columns

    @property
    def table(self) -> str:
        """The table's name in its schema."""
        return f"{self.name}_v{self.version}"

    @property
    def source(self) -> str:
        """What stands after FROM."""
        return f"{SCHEMA}.{self.table}"

    def key_of(self, row: R) -> Key:
        """The key that a row has."""
        key = self._key_getter(row)
        return key if self._several else (key,)

    def behind_since(self, alias: str) -> str:
        """SQL: the position of the first event that is parked for the row `alias`; NULL where it is up to date."""
        key = ", ".join(f"{alias}.{column}::text" for column in self.key_columns)
        return (
            f"(SELECT min(p.position) FROM {SCHEMA}.parked p WHERE p.projection = '{self.table}'"
            f" AND p.stream = {alias}.{self.stream} AND p.key IN ('{{}}', ARRAY[{key}]))"
        )


@dataclass(eq=False)
class Projection(Declared[R]):
    """Rows that are folded from events: for each event the keys of the rows it touches, and a fold for each key.

    What is folded is the row itself, or (`through`) a state that the row follows from: a batch then makes one row of a
    key, however many events the key has in it.
    """

    _keys: dict[type, Callable[[Recorded[Any]], tuple[Key, ...]]] = field(default_factory=dict, init=False)
    _folds: dict[type, Callable[[Any, Recorded[Any], Key], Any]] = field(default_factory=dict, init=False)
    _simple: set[type] = field(default_factory=set, init=False)
    _row_of: Callable[[Any], R] | None = field(default=None, init=False)
    _restored: Callable[[R], Any] | None = field(default=None, init=False)

    def starts(self, *events: type[E]) -> Callable[[Callable[[Recorded[E]], R]], Callable[[Recorded[E]], R]]:
        """The event begins the row of its stream."""

        def declare(begin: Callable[[Recorded[E]], R]) -> Callable[[Recorded[E]], R]:
            self._declare(events, _own_stream, lambda _row, recorded, _key: begin(recorded))
            return begin

        return declare

    def on(
        self, *events: type[E]
    ) -> Callable[[Callable[[R, Recorded[E]], R | None]], Callable[[R, Recorded[E]], R | None]]:
        """The event changes the row of its stream, or ends it (None). A row that never began stays absent."""

        def declare(change: Callable[[R, Recorded[E]], R | None]) -> Callable[[R, Recorded[E]], R | None]:
            self._declare(
                events, _own_stream, lambda row, recorded, _key: None if row is None else change(row, recorded)
            )
            return change

        return declare

    def on_each(
        self, *events: type[E], keys: Callable[[Recorded[E]], tuple[Key, ...]]
    ) -> Callable[[Callable[[R | None, Recorded[E], Key], R | None]], Callable[[R | None, Recorded[E], Key], R | None]]:
        """The event touches the rows of these keys; the fold is called for each."""

        def declare(
            change: Callable[[R | None, Recorded[E], Key], R | None],
        ) -> Callable[[R | None, Recorded[E], Key], R | None]:
            self._declare(events, keys, change)
            return change

        return declare

    def through(
        self,
        *events: type,
        step: Callable[[S | None, Recorded[Any]], S | None],
        row_of: Callable[[S], R],
        restored: Callable[[R], S],
    ) -> None:
        """Each event changes the state of its stream by `step`, and the row follows from that by `row_of`.

        restored: the state that a stored row came from, as far as later rows depend on it.
        """
        self._declare(events, _own_stream, lambda state, recorded, _key: step(state, recorded))
        self._row_of, self._restored = row_of, restored

    @property
    def folds(self) -> Mapping[type, Callable[[Any, Recorded[Any], Key], Any]]:
        """By event: what is folded for a key, after the event; None: there is no row."""
        return self._folds

    @property
    def handles(self) -> Set[type]:
        """The events it folds."""
        return self._folds.keys()

    @property
    def concern_their_stream(self) -> Set[type]:
        """Of the events it folds, those that touch the one row that has their stream for a key, and no other."""
        return self._simple

    def keys(self, recorded: Recorded[Any]) -> tuple[Key, ...]:
        """The keys of the rows that the event touches, each once; none for an event it does not handle."""
        keys = self._keys.get(type(recorded.event))
        return () if keys is None else tuple(dict.fromkeys(keys(recorded)))

    def row_of(self, state: Any) -> R:
        """The row that follows from what is folded."""
        return state if self._row_of is None else self._row_of(state)

    def restored(self, row: R) -> Any:
        """What is folded on from a stored row."""
        return row if self._restored is None else self._restored(row)

    def _declare(
        self,
        events: tuple[type, ...],
        keys: Callable[[Recorded[Any]], tuple[Key, ...]],
        fold: Callable[[Any, Recorded[Any], Key], Any],
    ) -> None:
        for event in events:
            if event in self._folds:
                raise TypeError(f"projection {self.name} folds {event.__name__} twice")
            self._keys[event], self._folds[event] = keys, fold
            if keys is _own_stream:
                self._simple.add(event)


@dataclass(eq=False)
class Journal(Declared[R]):
    """Rows that are only ever added: what each event changed, told by the aggregate's state before and after it."""

    _record: Callable[[Any, Any, Recorded[Any]], tuple[R, ...]] = field(
        default=lambda _before, _after, _recorded: (), init=False
    )

    def records(
        self, record: Callable[[Any, Any, Recorded[Any]], tuple[R, ...]]
    ) -> Callable[[Any, Any, Recorded[Any]], tuple[R, ...]]:
        """Declare the one function that turns an event into rows."""
        self._record = record
        return record

    def record(self, before: Any, after: Any, recorded: Recorded[Any]) -> tuple[R, ...]:
        """The rows that the event adds; before and after are its aggregate's states by the domain's own evolve."""
        return self._record(before, after, recorded)


@dataclass(eq=False)
class Ledger(Declared[R]):
    """Rows that an event opens, changes or ends without naming them: told from those that its stream had, and from

    the aggregate's states before and after. (A closing does not say which publication it ends; the state does.)
    """

    _tellers: dict[type, Callable[[tuple[R, ...], Any, Any, Recorded[Any]], Iterable[R]]] = field(
        default_factory=dict, init=False
    )
    _unless: dict[type, Callable[[Any, Any], bool]] = field(default_factory=dict, init=False)

    @property
    def replaced_by(self) -> tuple[str, ...]:
        """All rows of a stream at once."""
        return (self.stream,)

    def tells(
        self, *events: type, unless: Callable[[Any, Any], bool] = lambda _before, _after: False
    ) -> Callable[
        [Callable[[tuple[R, ...], Any, Any, Recorded[Any]], Iterable[R]]],
        Callable[[tuple[R, ...], Any, Any, Recorded[Any]], Iterable[R]],
    ]:
        """Declare a function that answers all rows of the stream after one of these events; the rest change none.

        unless: not asked where this holds of the states before and after, since no row changes then.
        """

        def declare(
            tell: Callable[[tuple[R, ...], Any, Any, Recorded[Any]], Iterable[R]],
        ) -> Callable[[tuple[R, ...], Any, Any, Recorded[Any]], Iterable[R]]:
            for event in events:
                if event in self._tellers:
                    raise TypeError(f"projection {self.name} tells {event.__name__} twice")
                self._tellers[event], self._unless[event] = tell, unless
            return tell

        return declare

    @property
    def handles(self) -> Set[type]:
        """The events that may change rows."""
        return self._tellers.keys()

    def concerned(self, before: Any, after: Any, recorded: Recorded[Any]) -> bool:
        """Whether rows may change. Most events change nothing that most ledgers tell."""
        unless = self._unless.get(type(recorded.event))
        return unless is not None and not unless(before, after)

    def tell(self, rows: tuple[R, ...], before: Any, after: Any, recorded: Recorded[Any]) -> tuple[R, ...]:
        """The stream's rows after the event, in the order of their keys: as they are found when they are stored."""
        told = self._tellers[type(recorded.event)](rows, before, after, recorded)
        return rows if told is rows else self.ordered(told)

    def ordered(self, rows: Iterable[R]) -> tuple[R, ...]:
        """By their keys."""
        return tuple(sorted(rows, key=self._key_getter))


def _own_stream(recorded: Recorded[Any]) -> tuple[tuple[UUID], ...]:
    return ((recorded.stream,),)

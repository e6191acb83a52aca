INSERT INTO limits.events (notification_id, originator_version, recorded_at, originator_id, event_id, command_id,
                           command_index, topic, state, metadata, fingerprint)
VALUES (nextval('limits.positions'), 1, clock_timestamp(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 0,
        :topic, :state, :metadata, :fingerprint);

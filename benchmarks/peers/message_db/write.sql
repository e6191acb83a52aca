SELECT message_store.write_message(gen_random_uuid()::varchar, 'posting-' || gen_random_uuid(), :topic, :state, :metadata,
                                   -1);

\set number random(1, 100000)
UPDATE postings SET pay_minimum = 33500, pay_maximum = 39500, version = version + 1,
                    changed_by = 'editor-0042', changed_at = now()
WHERE number = :number;

\set number random(1, 100000)
UPDATE postings SET title = 'Baker sought for the early shift, full-time, Hamburg-Altona', version = version + 1,
                    changed_by = 'editor-0042', changed_at = now()
WHERE number = :number;

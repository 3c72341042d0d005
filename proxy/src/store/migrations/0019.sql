-- Each attachment counts with its row, so that many empty ones are bounded too.

DROP TRIGGER attachment_added;
DROP TRIGGER attachment_removed;
UPDATE attachment_sizes SET bytes = (
    SELECT coalesce(sum(size + 1024), 0) FROM attachments WHERE attachments.project_id = attachment_sizes.project_id
);
CREATE TRIGGER attachment_added AFTER INSERT ON attachments BEGIN
    INSERT INTO attachment_sizes (project_id, bytes) VALUES (NEW.project_id, NEW.size + 1024)
        ON CONFLICT (project_id) DO UPDATE SET bytes = bytes + NEW.size + 1024;
END;
CREATE TRIGGER attachment_removed AFTER DELETE ON attachments BEGIN
    UPDATE attachment_sizes SET bytes = bytes - OLD.size - 1024 WHERE project_id = OLD.project_id;
END;

-- An attempt that turns out to be a step of the form and no application has a status of its own. It is not live:
-- the indexes over live attempts stay as they are. Locks gh_submit_attempts while its rows are checked.

ALTER TABLE gh_submit_attempts DROP CONSTRAINT gh_attempts_status_check;
ALTER TABLE gh_submit_attempts ADD CONSTRAINT gh_attempts_status_check CHECK (status IN
    ('armed', 'in_flight', 'confirmed', 'refused', 'step', 'unknown', 'not_sent'));

CREATE OR REPLACE FUNCTION gh_check_attempt_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('armed', 'in_flight'), ('armed', 'not_sent'), ('armed', 'step'), ('armed', 'unknown'),
        ('in_flight', 'confirmed'), ('in_flight', 'refused'), ('in_flight', 'step'), ('in_flight', 'unknown'),
        ('unknown', 'confirmed'), ('unknown', 'refused')
    ) THEN
        RAISE EXCEPTION 'attempt % cannot go from % to %', OLD.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'gh_attempts_transition';
    END IF;
    RETURN NEW;
END $$;

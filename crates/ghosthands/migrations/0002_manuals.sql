-- Manuals: how the fields of a form were operated when it worked. Steps are rows, so that
-- forms which share a section share what was learned about it. No value of a person.

ALTER TABLE gh_action_manuals DROP COLUMN steps;
ALTER TABLE gh_action_manuals ADD COLUMN fingerprint text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX gh_manuals_form_idx ON gh_action_manuals (platform, task_pattern, fingerprint) WHERE fingerprint <> '';
CREATE INDEX gh_manuals_url_idx ON gh_action_manuals (platform, url_pattern);

CREATE TABLE gh_manual_steps (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    manual_id           uuid NOT NULL CONSTRAINT gh_manual_steps_manual_fkey REFERENCES gh_action_manuals (id) ON DELETE CASCADE,
    ord                 int NOT NULL,
    -- Digest of the section the field stands in.
    section_fingerprint text NOT NULL,
    -- Words of the question, for finding steps by what is asked.
    label               text NOT NULL,
    signature           jsonb NOT NULL,
    slot                jsonb NOT NULL,
    operator            jsonb NOT NULL,
    predicate           text NOT NULL,
    health_score        real NOT NULL DEFAULT 100,
    success_count       int NOT NULL DEFAULT 0,
    failure_count       int NOT NULL DEFAULT 0,
    last_verified       timestamptz NOT NULL DEFAULT now(),
    created_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gh_manual_steps_order_key UNIQUE (manual_id, ord),
    CONSTRAINT gh_manual_steps_health_check CHECK (health_score BETWEEN 0 AND 100),
    CONSTRAINT gh_manual_steps_predicate_check CHECK (predicate IN
        ('same_text', 'same_number', 'chosen', 'state', 'same_date', 'file_name'))
);

CREATE INDEX gh_manual_steps_section_idx ON gh_manual_steps (section_fingerprint);
CREATE INDEX gh_manual_steps_label_idx ON gh_manual_steps (label);

-- Health of a step today: one point is lost with every week in which nobody verified it.
CREATE FUNCTION gh_step_health(score real, verified timestamptz) RETURNS real LANGUAGE sql STABLE AS $$
    SELECT greatest(0, score - floor(extract(epoch FROM now() - verified) / 604800))::real
$$;

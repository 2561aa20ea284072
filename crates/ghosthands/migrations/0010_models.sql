-- Language models: every call with what it cost, and what a person may spend in a calendar month (UTC). No text that was
-- sent or received is kept. Money is counted in millionths of a dollar; columns that other systems read are derived.
--
-- New columns have constant defaults, so no table is rewritten.
ALTER TABLE gh_automation_jobs
    ADD COLUMN llm_cost_microusd     bigint NOT NULL DEFAULT 0,
    -- Set aside for calls under way.
    ADD COLUMN llm_reserved_microusd bigint NOT NULL DEFAULT 0,
    -- Proposals of a model that took part in the application.
    ADD COLUMN proposals_used        int NOT NULL DEFAULT 0,
    -- It has been counted in gh_user_usage.
    ADD COLUMN usage_counted         boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT gh_jobs_llm_check CHECK (llm_cost_microusd >= 0 AND llm_reserved_microusd >= 0);

CREATE TABLE gh_user_usage (
    id                  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id             uuid NOT NULL,
    -- The tier on record: what Valet said last; none when it said nothing. A month begins with that of the month before.
    tier                text,
    period_start        timestamptz NOT NULL,
    period_end          timestamptz NOT NULL,
    cost_microusd       bigint NOT NULL DEFAULT 0,
    reserved_microusd   bigint NOT NULL DEFAULT 0,
    total_cost_usd      double precision GENERATED ALWAYS AS (cost_microusd / 1000000.0) STORED,
    total_input_tokens  bigint NOT NULL DEFAULT 0,
    total_output_tokens bigint NOT NULL DEFAULT 0,
    job_count           int NOT NULL DEFAULT 0,
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT gh_usage_one UNIQUE (user_id, period_start),
    CONSTRAINT gh_usage_tier_check CHECK (tier IN ('free', 'starter', 'pro', 'premium', 'enterprise')),
    CONSTRAINT gh_usage_amounts_check CHECK (cost_microusd >= 0 AND reserved_microusd >= 0)
);
CREATE TRIGGER gh_usage_touch BEFORE UPDATE ON gh_user_usage
    FOR EACH ROW EXECUTE FUNCTION gh_touch_updated_at();

CREATE TABLE gh_model_calls (
    id                uuid PRIMARY KEY,
    -- Kept when the job is deleted: what was spent was spent.
    job_id            uuid CONSTRAINT gh_model_calls_job_fkey REFERENCES gh_automation_jobs (id) ON DELETE SET NULL,
    user_id           uuid NOT NULL,
    period_start      timestamptz NOT NULL,
    -- What it was for: field_meanings, same_option, draft, page_action.
    purpose           varchar(50) NOT NULL,
    provider          varchar(50) NOT NULL,
    model             varchar(100) NOT NULL,
    reserved_microusd bigint NOT NULL,
    cost_microusd     bigint,
    input_tokens      bigint,
    output_tokens     bigint,
    latency_ms        bigint,
    -- under_way until it is known: answered, malformed, refused, timeout, abandoned …
    outcome           varchar(30) NOT NULL DEFAULT 'under_way',
    started_at        timestamptz NOT NULL DEFAULT now(),
    ended_at          timestamptz,
    CONSTRAINT gh_model_calls_ended_check CHECK ((outcome = 'under_way') = (ended_at IS NULL)),
    CONSTRAINT gh_model_calls_cost_check CHECK ((ended_at IS NULL) = (cost_microusd IS NULL))
);
CREATE INDEX gh_model_calls_job_idx ON gh_model_calls (job_id);
CREATE INDEX gh_model_calls_started_idx ON gh_model_calls (started_at);
CREATE INDEX gh_model_calls_under_way_idx ON gh_model_calls (started_at) WHERE outcome = 'under_way';

CREATE FUNCTION gh_usage_period(OUT starts timestamptz, OUT ends timestamptz) LANGUAGE sql STABLE AS $$
    SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC',
           (date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
$$;

-- The tier on record for a person; NULL when there is none.
CREATE FUNCTION gh_tier_of(p_user uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT tier FROM gh_user_usage WHERE user_id = p_user AND tier IS NOT NULL ORDER BY period_start DESC LIMIT 1;
$$;

-- Sets the worst case of a call aside, within the budget of the job and of the person's month, or says which of them it
-- does not fit. One statement: the row locks of job and month order all who reserve, the job always before the month.
CREATE FUNCTION gh_reserve_model_call(
    p_call uuid, p_job uuid, p_worker text, p_epoch bigint, p_task_budget bigint, p_month_budget bigint,
    p_purpose text, p_provider text, p_model text, p_amount bigint
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_user   uuid;
    v_starts timestamptz;
    v_ends   timestamptz;
BEGIN
    UPDATE gh_automation_jobs
    SET llm_reserved_microusd = llm_reserved_microusd + p_amount
    WHERE id = p_job AND worker_id = p_worker AND lease_epoch = p_epoch
      AND llm_cost_microusd + llm_reserved_microusd + p_amount <= p_task_budget
    RETURNING user_id INTO v_user;
    IF NOT FOUND THEN
        PERFORM 1 FROM gh_automation_jobs WHERE id = p_job AND worker_id = p_worker AND lease_epoch = p_epoch;
        RETURN CASE WHEN FOUND THEN 'task' ELSE 'lease_lost' END;
    END IF;
    SELECT starts, ends INTO v_starts, v_ends FROM gh_usage_period();
    INSERT INTO gh_user_usage AS u (user_id, tier, period_start, period_end, reserved_microusd)
    SELECT v_user, gh_tier_of(v_user), v_starts, v_ends, p_amount WHERE p_amount <= p_month_budget
    ON CONFLICT ON CONSTRAINT gh_usage_one DO UPDATE
        SET reserved_microusd = u.reserved_microusd + p_amount
        WHERE u.cost_microusd + u.reserved_microusd + p_amount <= p_month_budget;
    IF NOT FOUND THEN
        UPDATE gh_automation_jobs SET llm_reserved_microusd = llm_reserved_microusd - p_amount WHERE id = p_job;
        RETURN 'month';
    END IF;
    INSERT INTO gh_model_calls (id, job_id, user_id, period_start, purpose, provider, model, reserved_microusd)
    VALUES (p_call, p_job, v_user, v_starts, p_purpose, p_provider, p_model, p_amount);
    RETURN 'reserved';
END $$;

-- Accounts for a call, once; whoever holds the lease by then: money that was spent was spent. A call whose cost nobody
-- knows (NULL) costs what was set aside for it. Says whether it was still open.
CREATE FUNCTION gh_settle_model_call(
    p_call uuid, p_cost bigint, p_input bigint, p_output bigint, p_latency_ms bigint, p_outcome text
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_call gh_model_calls;
BEGIN
    UPDATE gh_model_calls
    SET cost_microusd = COALESCE(p_cost, reserved_microusd), input_tokens = p_input, output_tokens = p_output,
        latency_ms = p_latency_ms, outcome = p_outcome, ended_at = now()
    WHERE id = p_call AND outcome = 'under_way'
    RETURNING * INTO v_call;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE gh_automation_jobs
    SET llm_reserved_microusd = GREATEST(llm_reserved_microusd - v_call.reserved_microusd, 0),
        llm_cost_microusd = llm_cost_microusd + v_call.cost_microusd,
        llm_cost_cents = ceil((llm_cost_microusd + v_call.cost_microusd) / 10000.0)::int,
        total_tokens = total_tokens + p_input + p_output
    WHERE id = v_call.job_id;
    UPDATE gh_user_usage
    SET reserved_microusd = GREATEST(reserved_microusd - v_call.reserved_microusd, 0),
        cost_microusd = cost_microusd + v_call.cost_microusd,
        total_input_tokens = total_input_tokens + p_input, total_output_tokens = total_output_tokens + p_output
    WHERE user_id = v_call.user_id AND period_start = v_call.period_start;
    IF v_call.job_id IS NOT NULL THEN
        INSERT INTO gh_job_events (job_id, event_type, message, metadata, actor)
        VALUES (v_call.job_id, 'tokens_used', 'A language model was asked: ' || v_call.purpose,
                jsonb_build_object('purpose', v_call.purpose, 'provider', v_call.provider, 'model', v_call.model,
                                   'input_tokens', p_input, 'output_tokens', p_output,
                                   'cost_usd', v_call.cost_microusd / 1000000.0, 'outcome', p_outcome),
                'cost_control');
    END IF;
    RETURN true;
END $$;

-- Writes down what a run of a job has cost so far, zero included, and counts the job in the person's month the first
-- time.
CREATE FUNCTION gh_record_cost(p_job uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_user   uuid;
    v_starts timestamptz;
    v_ends   timestamptz;
BEGIN
    INSERT INTO gh_job_events (job_id, event_type, message, metadata, actor)
    SELECT id, 'cost_recorded', 'What language models cost this job',
           jsonb_build_object('cost_usd', llm_cost_microusd / 1000000.0, 'cost_cents', llm_cost_cents,
                              'total_tokens', total_tokens, 'action_count', action_count),
           'cost_control'
    FROM gh_automation_jobs WHERE id = p_job;
    UPDATE gh_automation_jobs SET usage_counted = true WHERE id = p_job AND NOT usage_counted
    RETURNING user_id INTO v_user;
    IF FOUND THEN
        SELECT starts, ends INTO v_starts, v_ends FROM gh_usage_period();
        INSERT INTO gh_user_usage AS u (user_id, tier, period_start, period_end, job_count)
        VALUES (v_user, gh_tier_of(v_user), v_starts, v_ends, 1)
        ON CONFLICT ON CONSTRAINT gh_usage_one DO UPDATE SET job_count = u.job_count + 1;
    END IF;
END $$;

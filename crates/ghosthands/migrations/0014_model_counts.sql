-- What models did is counted as jobs are: appended by the transaction that settles a call, added up afterwards.

ALTER TABLE gh_tallies ADD COLUMN tokens_in bigint, ADD COLUMN tokens_out bigint, ADD COLUMN cents double precision;

CREATE FUNCTION gh_tally_model_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gh_tallies (kind, label, tokens_in, tokens_out, cents)
    VALUES ('model_call', NEW.model || ' ' || NEW.outcome, NEW.input_tokens, NEW.output_tokens,
            NEW.cost_microusd / 10000.0);
    RETURN NULL;
END $$;

CREATE TRIGGER gh_model_calls_tally AFTER UPDATE OF outcome ON gh_model_calls
    FOR EACH ROW WHEN (OLD.outcome = 'under_way' AND NEW.outcome <> 'under_way') EXECUTE FUNCTION gh_tally_model_call();

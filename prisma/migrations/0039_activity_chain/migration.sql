-- AlterTable
ALTER TABLE "Stream" ADD COLUMN     "lastHash" TEXT;

-- AlterTable
ALTER TABLE "StreamEvent" ADD COLUMN     "hash" TEXT;

-- JSON in one spelling, as modules/kernel/canonical.ts writes it: what was written before there was a chain is chained here.
CREATE FUNCTION pg_temp.canonical(value jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN CASE jsonb_typeof(value)
    WHEN 'object' THEN '{' || coalesce((
      SELECT string_agg(to_json(key)::text || ':' || pg_temp.canonical(item), ',' ORDER BY key COLLATE "C")
      FROM jsonb_each(value) AS entry (key, item)), '') || '}'
    WHEN 'array' THEN '[' || coalesce((
      SELECT string_agg(pg_temp.canonical(item), ',' ORDER BY n)
      FROM jsonb_array_elements(value) WITH ORDINALITY AS element (item, n)), '') || ']'
    WHEN 'string' THEN to_json(value #>> '{}')::text
    ELSE value::text
  END;
END
$$;

CREATE FUNCTION pg_temp.sha256_hex(text) RETURNS text LANGUAGE sql AS $$
  SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')
$$;

DO $$
DECLARE
  line record;
  last text := pg_temp.sha256_hex('Sendoff: activity');
BEGIN
  FOR line IN SELECT seq, kind, key, payload, at FROM "StreamEvent" WHERE "streamId" = 'activity' ORDER BY seq LOOP
    last := pg_temp.sha256_hex(last || ':' || line.seq || ':' || pg_temp.sha256_hex(pg_temp.canonical(jsonb_build_object(
      'at', to_char(line.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'key', line.key, 'kind', line.kind, 'payload', line.payload))));
    UPDATE "StreamEvent" SET hash = last WHERE "streamId" = 'activity' AND seq = line.seq;
    UPDATE "Stream" SET "lastHash" = last WHERE id = 'activity';
  END LOOP;
END
$$;

DROP FUNCTION pg_temp.canonical(jsonb);
DROP FUNCTION pg_temp.sha256_hex(text);

-- The activity is only added to. Whoever owns the database can take these triggers away; `npm start -- verify` tells what was
-- changed then.
ALTER TABLE "StreamEvent" ADD CONSTRAINT "StreamEvent_activity_is_chained" CHECK ("streamId" <> 'activity' OR hash IS NOT NULL);

CREATE FUNCTION refuse_change_of_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The activity is only added to, see docs/activity.md.' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER activity_is_kept BEFORE UPDATE OR DELETE ON "StreamEvent"
  FOR EACH ROW WHEN (OLD."streamId" = 'activity') EXECUTE FUNCTION refuse_change_of_activity();
CREATE TRIGGER activity_is_not_emptied BEFORE TRUNCATE ON "StreamEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_activity();
CREATE TRIGGER activity_stream_is_kept BEFORE DELETE ON "Stream"
  FOR EACH ROW WHEN (OLD.id = 'activity') EXECUTE FUNCTION refuse_change_of_activity();
CREATE TRIGGER activity_only_grows BEFORE UPDATE ON "Stream"
  FOR EACH ROW WHEN (OLD.id = 'activity' AND (NEW.id <> OLD.id OR NEW."lastSeq" < OLD."lastSeq"))
  EXECUTE FUNCTION refuse_change_of_activity();

-- What the activity page filters by; other streams take no place in these.
CREATE INDEX "StreamEvent_activity_kind" ON "StreamEvent" (kind, seq) WHERE "streamId" = 'activity';
CREATE INDEX "StreamEvent_activity_at" ON "StreamEvent" (at, seq) WHERE "streamId" = 'activity';
CREATE INDEX "StreamEvent_activity_project" ON "StreamEvent" ((payload ->> 'projectId'), seq) WHERE "streamId" = 'activity';
CREATE INDEX "StreamEvent_activity_server" ON "StreamEvent" ((payload ->> 'serverId'), seq) WHERE "streamId" = 'activity';
CREATE INDEX "StreamEvent_activity_actor" ON "StreamEvent" ((payload ->> 'actorId'), seq) WHERE "streamId" = 'activity';

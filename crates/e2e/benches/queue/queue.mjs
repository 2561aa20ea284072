// One round of claim + finish by a queue of the npm world: ten at a time, jobs that do nothing. Prints jobs per second.
import PgBoss from "pg-boss";
import { run, runMigrations } from "graphile-worker";
import pg from "pg";

const [queue, count] = [process.argv[2], Number(process.argv[3])];
const CLAIMERS = 10;

// `postgres:///name?host=/folder&user=…` is not an address to every driver.
const url = new URL(process.env.DATABASE_URL.replace(/^postgres(ql)?:\/\/\//, "postgres://localhost/"));
const connection = {
  host: url.searchParams.get("host") ?? decodeURIComponent(url.hostname),
  port: Number(url.searchParams.get("port") ?? url.port ?? 5432),
  user: url.searchParams.get("user") ?? decodeURIComponent(url.username),
  password: decodeURIComponent(url.password) || undefined,
  database: url.pathname.slice(1),
};

async function settle() {
  const client = new pg.Client(connection);
  await client.connect();
  await client.query("VACUUM ANALYZE");
  await client.query("CHECKPOINT");
  await client.end();
}

async function pgBoss() {
  const boss = new PgBoss({ ...connection, max: CLAIMERS, supervise: false, schedule: false });
  boss.on("error", (error) => { console.error(error); process.exit(1); });
  await boss.start();
  const name = `noop${Date.now()}`;
  await boss.createQueue(name);
  for (let at = 0; at < count; at += 1000) {
    const jobs = Array.from({ length: Math.min(1000, count - at) }, () => ({ name, data: { n: 1 } }));
    await boss.insert(jobs);
  }
  await settle();
  let done = 0;
  const started = process.hrtime.bigint();
  await Promise.all(Array.from({ length: CLAIMERS }, async () => {
    for (;;) {
      const [job] = await boss.fetch(name);
      if (!job) return;
      await boss.complete(name, job.id);
      done += 1;
    }
  }));
  const elapsed = Number(process.hrtime.bigint() - started) / 1e9;
  if (done !== count) throw new Error(`${done} of ${count} were done`);
  await boss.stop({ graceful: false });
  return count / elapsed;
}

async function graphile() {
  const pgPool = new pg.Pool({ ...connection, max: CLAIMERS + 2 });
  pgPool.on("error", console.error);
  pgPool.on("connect", (client) => client.on("error", console.error));
  await runMigrations({ pgPool });
  await pgPool.query(
    "select graphile_worker.add_jobs(array(select row('noop', '{\"n\": 1}'::json, null, null, null, null, null, null)" +
      "::graphile_worker.job_spec from generate_series(1, $1::int)))", [count]);
  await settle();
  let done = 0;
  let finished;
  const all = new Promise((resolve) => { finished = resolve; });
  const started = process.hrtime.bigint();
  const runner = await run({
    pgPool, concurrency: CLAIMERS, noHandleSignals: true, pollInterval: 1000,
    logger: { scope: () => quiet, error: console.error, warn: console.error, info() {}, debug() {} },
    taskList: { noop: async () => {} },
  });
  runner.events.on("job:complete", () => { done += 1; if (done === count) finished(); });
  await all;
  const elapsed = Number(process.hrtime.bigint() - started) / 1e9;
  await runner.stop();
  await pgPool.end();
  return count / elapsed;
}

const quiet = { error: console.error, warn: console.error, info() {}, debug() {}, scope: () => quiet };

const rate = await (queue === "pg-boss" ? pgBoss() : graphile());
console.log(rate.toFixed(1));
process.exit(0);

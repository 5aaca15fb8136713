/**
 * `npm test`: installs what is missing, builds what is stale, then runs every stage (or those that are named:
 * `npm test -- unit e2e`). A stage that fails does not keep the others from running; the exit code says
 * whether any did. The last line counts the tests of all of them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { toolEnvironment } from './lib/runtime.mjs';
import { ScriptError, runScript, secondsSince } from './lib/say.mjs';
import { STAGES } from './lib/stages.mjs';

const LINES_OF_A_FAILURE = 4;

await runScript(async () => {
  const stages = chosenStages(process.argv.slice(2));
  const node = await prepare();
  const reports = mkdtempSync(join(tmpdir(), 'shoal-test-'));
  try {
    return report(stages.map((stage) => runStage(stage, node, reports)));
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
});

function chosenStages(names) {
  const unknown = names.find((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    const known = STAGES.map((stage) => stage.name).join(', ');
    throw new ScriptError(`There is no stage "${unknown}". The stages are: ${known}.`);
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}

/** Runs a stage's commands with their output shown, and counts its tests. */
function runStage(stage, node, reports) {
  console.log(`\n=== ${stage.title} ===`);
  const startedAt = performance.now();
  const reportPath = join(reports, `${stage.name}.json`);
  const additions = stage.reportArguments?.(reportPath) ?? [];
  const statuses = stage.commands.map(([script, ...args]) => {
    const { status } = spawnSync(node, [fromRoot(script), ...args, ...additions], {
      cwd: fromRoot(),
      env: toolEnvironment(node),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return status;
  });
  const passed = statuses.every((status) => status === 0);
  const seconds = secondsSince(startedAt);
  console.log(`=== ${stage.title}: ${passed ? 'passed' : 'FAILED'} in ${seconds} ===`);
  return { title: stage.title, passed, seconds, counts: countsOf(reportPath) };
}

/** A file that could not be loaded has no test of its own to fail: it counts as one. */
function countsOf(reportPath) {
  if (!existsSync(reportPath)) return { passed: 0, failures: [], skipped: 0 };
  const report = JSON.parse(readFileSync(reportPath, 'utf8'));
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => describeFailure(test.fullName, test.failureMessages[0])),
  );
  return {
    passed: report.numPassedTests,
    failures: [...failed, ...unloaded.map((file) => describeFailure(file.name, file.message))],
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** For those who see only the end of a long log. */
function describeFailure(name, message = '') {
  return `${name}\n        ${message.split('\n').slice(0, LINES_OF_A_FAILURE).join('\n        ')}`;
}

/** @returns {number} the exit code */
function report(results) {
  console.log('');
  for (const { title, passed, seconds } of results) {
    console.log(`${passed ? 'ok  ' : 'FAIL'}  ${title} (${seconds})`);
  }
  const failures = results.flatMap(({ counts }) => counts.failures);
  for (const failure of failures) console.log(`\nfailed: ${failure}`);
  const sum = (kind) => results.reduce((total, { counts }) => total + counts[kind], 0);
  console.log(`\n${sum('passed')} passed, ${failures.length} failed, ${sum('skipped')} skipped`);
  return results.every(({ passed }) => passed) ? 0 : 1;
}

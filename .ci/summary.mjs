import { readFile } from 'node:fs/promises';

/**
 * Prints `N passed, N failed` from vitest's JSON report. A file that broke outside its tests counts as one that failed,
 * and so does a run that failed without saying where, or left no report.
 */
const [report = '', exitStatus] = process.argv.slice(2);
const files = await readResults(report);
const passed = files.flatMap(statuses).filter((status) => status === 'passed').length;
const failed = files.map(failures).reduce((sum, count) => sum + count, 0);
const toldFailed = exitStatus === '0' && files.length > 0 ? failed : Math.max(failed, 1);
console.log(`${passed} passed, ${toldFailed} failed`);
process.exitCode = toldFailed === 0 ? 0 : 1;

/**
 * @typedef {object} FileResult
 * @property {string} status
 * @property {{ status: string }[]} assertionResults
 */

/**
 * @param {string} path
 * @returns {Promise<FileResult[]>}
 */
async function readResults(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).testResults;
  } catch {
    return [];
  }
}

/** @param {FileResult} file */
function statuses({ assertionResults }) {
  return assertionResults.map(({ status }) => status);
}

/** @param {FileResult} file */
function failures(file) {
  const failedTests = statuses(file).filter((status) => status === 'failed').length;
  return file.status === 'failed' ? Math.max(failedTests, 1) : failedTests;
}

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

export const RULES = 'ops/prometheus/alerts.yaml';
export const RULE_TESTS = 'ops/prometheus/alerts.test.yaml';

const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({
            summary: z.string().min(1),
            description: z.string().min(1),
            runbook_url: z.string(),
          }),
        }),
      ),
    }),
  ),
});

export type Alert = z.infer<typeof rules>['groups'][number]['rules'][number];

export function readAlerts(): Alert[] {
  return rules.parse(parse(readFileSync(RULES, 'utf8'))).groups.flatMap((group) => group.rules);
}

const ruleTests = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

/** How often the tests of the rules expect each alert, and how often they expect that it is silent. */
export function readRuleTests(): { readonly alert: string; readonly fires: boolean }[] {
  return ruleTests
    .parse(parse(readFileSync(RULE_TESTS, 'utf8')))
    .tests.flatMap((one) => one.alert_rule_test)
    .map(({ alertname, exp_alerts: expected }) => ({ alert: alertname, fires: expected.length > 0 }));
}

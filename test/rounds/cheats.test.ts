import { describe, expect, it } from 'vitest';
import { CHEATS, codeOf, lying, VICTIM } from './cheats.ts';
import { openWorld } from './world.ts';

describe('a malicious hub', () => {
  it('is met with at least twenty scripted cheats', () => {
    expect(CHEATS.length).toBeGreaterThanOrEqual(20);
  });

  it.each(CHEATS)('$cheat → $code', async ({ code, lies, dead }) => {
    const world = openWorld({
      members: 4,
      engine: { attempts: 1 },
    });
    const victim = world.citizens[VICTIM - 1]!;
    victim.tamper = lying(lies, world);
    const sent: string[] = [];
    const inner = victim.tamper;
    victim.tamper = (door) => {
      const lied = inner(door);
      return {
        ...lied,
        view: lied.view,
        submit: async (plan, incoming) => {
          sent.push(incoming.step);
          // A hub that lied about the survivors takes whatever consent it gets.
          if (!(lies.survivors && incoming.step === 'consent')) await door.submit(plan, incoming);
        },
      };
    };
    if (dead) {
      world.citizens[dead - 1]!.tamper = (door) => ({
        ...door,
        submit: (plan, incoming) =>
          incoming.step === 'input'
            ? Promise.reject(new Error('dead'))
            : door.submit(plan, incoming),
      });
    }
    await world.round(1);
    expect(codeOf(victim.outcome)).toBe(code);
    // Nothing that could open anything leaves after the cheat was seen.
    expect(sent).not.toContain('reveal');
    expect(victim.memory.recall('revealed/s1/1')).toBeUndefined();
  });
});

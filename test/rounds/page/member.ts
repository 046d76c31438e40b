/** A member that lives in a page: takes its task from the hub it came from, takes part, and writes down how it went. */
import { fromHex, type Hex } from '#kit';
import { webPrimitives } from '#members/keys';
import { checkTask, HubClient, type SignedPlan, takePart } from '#rounds/member';

const given = new URL(location.href).searchParams;
const member = Number(given.get('member'));
const hub = given.get('hub') as Hex;
const identity = fromHex(given.get('seed')!);
const primitives = webPrimitives;
const client = new HubClient({ url: location.origin, member, identity, primitives });

const facts = new Map<string, unknown>();
const memory = {
  recall: (name: string): unknown => facts.get(name),
  remember: (name: string, value: unknown): void => void facts.set(name, value),
};

try {
  const { input } = checkTask(primitives, hub, member, await client.next('work'));
  const train = (weights: Float32Array) => ({
    weights: weights.map((w, i) => w + (i % 7) / 100),
    examples: 300,
    loss: 0.5,
  });
  const who = {
    primitives,
    door: client,
    hub,
    group: given.get('group')!,
    member,
    identity,
    memory,
    train,
  };
  const { lossMicro } = await takePart(who, input as unknown as SignedPlan);
  document.body.dataset['outcome'] = `done ${lossMicro}`;
} catch (error) {
  document.body.dataset['outcome'] = String(error);
}

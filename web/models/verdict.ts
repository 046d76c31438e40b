/** What the measurements say about the model, without making it better than it is. */
import type { Model } from '#api';

/** One honest sentence or two. */
export function verdict(model: Model): string {
  const guess = Number(model.uninformedLoss);
  const where = model.unseen ? 'unseen days' : 'validation data';
  const loss = Number((model.unseen ?? model.validation).loss);
  const gain = (1 - loss / guess) * 100;
  const later = model.unseen ? '' : ' How it does on unseen days is known only when they are over.';
  if (gain <= 0) {
    return `On ${where} the model is no better than an uninformed guess (loss ${loss.toFixed(4)} against ${guess.toFixed(4)}).${later}`;
  }
  const size = gain < 1 ? 'barely' : gain < 5 ? 'a little' : 'clearly';
  return `On ${where} the model is ${size} better than an uninformed guess: its loss is ${gain.toFixed(2)}% lower (${loss.toFixed(4)} against ${guess.toFixed(4)}). That alone is no promise of profit.${later}`;
}

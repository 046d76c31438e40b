/** The element-wise part of a recurrent layer: gates to state and output, and back. One block of eight units a call. */
import { one, tanh4 } from './activations';
import { multiplyAdd } from './tiles';

/** c' = f·c + i·g, h = o·tanh c'. */
export function cellForward(rows: i32, g: usize, cp: usize, cn: usize, tc: usize, z: usize, zStep: i32): void {
  for (; rows > 0; rows--) {
    const i0 = v128.load(g, 0), i1 = v128.load(g, 16);
    const f0 = v128.load(g, 32), f1 = v128.load(g, 48);
    const g0 = v128.load(g, 64), g1 = v128.load(g, 80);
    const o0 = v128.load(g, 96), o1 = v128.load(g, 112);
    const p0 = v128.load(cp, 0), p1 = v128.load(cp, 16);
    const c0 = multiplyAdd(f0, p0, f32x4.mul(i0, g0)), c1 = multiplyAdd(f1, p1, f32x4.mul(i1, g1));
    const t0 = tanh4(c0), t1 = tanh4(c1);
    const h0 = f32x4.mul(o0, t0), h1 = f32x4.mul(o1, t1);
    v128.store(cn, c0); v128.store(cn, c1, 16);
    v128.store(tc, t0); v128.store(tc, t1, 16);
    v128.store(z, h0); v128.store(z, h1, 16);
    g += 128;
    cp += 32;
    cn += 32;
    tc += 32;
    z += zStep;
  }
}

/** Hands a layer's output to whoever reads it: h times what dropout lets through. */
export function passUp(rows: i32, z: usize, zStep: i32, up: usize, upStep: i32, mask: usize): void {
  for (; rows > 0; rows--) {
    v128.store(up, f32x4.mul(v128.load(z), v128.load(mask)));
    v128.store(up, f32x4.mul(v128.load(z, 16), v128.load(mask, 16)), 16);
    z += zStep;
    up += upStep;
    mask += 32;
  }
}

/** dc·f goes on in `dc` to the step before. */
export function cellBackward(rows: i32, g: usize, cp: usize, tc: usize, dh: usize, dx: usize, mask: usize, dc: usize): void {
  const unit = one();
  for (; rows > 0; rows--) {
    const i0 = v128.load(g, 0), i1 = v128.load(g, 16);
    const f0 = v128.load(g, 32), f1 = v128.load(g, 48);
    const g0 = v128.load(g, 64), g1 = v128.load(g, 80);
    const o0 = v128.load(g, 96), o1 = v128.load(g, 112);
    const p0 = v128.load(cp, 0), p1 = v128.load(cp, 16);
    const t0 = v128.load(tc, 0), t1 = v128.load(tc, 16);
    const d0 = f32x4.add(v128.load(dh, 0), f32x4.mul(v128.load(dx, 0), v128.load(mask, 0)));
    const d1 = f32x4.add(v128.load(dh, 16), f32x4.mul(v128.load(dx, 16), v128.load(mask, 16)));
    let e0 = v128.load(dc, 0), e1 = v128.load(dc, 16);
    e0 = f32x4.add(e0, f32x4.mul(f32x4.mul(d0, o0), f32x4.sub(unit, f32x4.mul(t0, t0))));
    e1 = f32x4.add(e1, f32x4.mul(f32x4.mul(d1, o1), f32x4.sub(unit, f32x4.mul(t1, t1))));
    v128.store(g, f32x4.mul(f32x4.mul(e0, g0), f32x4.mul(i0, f32x4.sub(unit, i0))), 0);
    v128.store(g, f32x4.mul(f32x4.mul(e1, g1), f32x4.mul(i1, f32x4.sub(unit, i1))), 16);
    v128.store(g, f32x4.mul(f32x4.mul(e0, p0), f32x4.mul(f0, f32x4.sub(unit, f0))), 32);
    v128.store(g, f32x4.mul(f32x4.mul(e1, p1), f32x4.mul(f1, f32x4.sub(unit, f1))), 48);
    v128.store(g, f32x4.mul(f32x4.mul(e0, i0), f32x4.sub(unit, f32x4.mul(g0, g0))), 64);
    v128.store(g, f32x4.mul(f32x4.mul(e1, i1), f32x4.sub(unit, f32x4.mul(g1, g1))), 80);
    v128.store(g, f32x4.mul(f32x4.mul(d0, t0), f32x4.mul(o0, f32x4.sub(unit, o0))), 96);
    v128.store(g, f32x4.mul(f32x4.mul(d1, t1), f32x4.mul(o1, f32x4.sub(unit, o1))), 112);
    v128.store(dc, f32x4.mul(e0, f0)); v128.store(dc, f32x4.mul(e1, f1), 16);
    g += 128;
    cp += 32;
    tc += 32;
    dh += 64;
    dx += 64;
    dc += 32;
    mask += 32;
  }
}

/** n = tanh(x + r·h₈), h' = n + z·(h − n): torch's form, in which the reset gate multiplies the product, not h. */
export function gruForward(rows: i32, g: usize, hp: usize, hn: usize, tn: usize, z: usize, zStep: i32): void {
  for (; rows > 0; rows--) {
    const r0 = v128.load(g, 0), r1 = v128.load(g, 16);
    const z0 = v128.load(g, 32), z1 = v128.load(g, 48);
    const n0 = tanh4(multiplyAdd(r0, v128.load(g, 96), v128.load(g, 64)));
    const n1 = tanh4(multiplyAdd(r1, v128.load(g, 112), v128.load(g, 80)));
    const h0 = multiplyAdd(z0, f32x4.sub(v128.load(hp, 0), n0), n0);
    const h1 = multiplyAdd(z1, f32x4.sub(v128.load(hp, 16), n1), n1);
    v128.store(hn, h0); v128.store(hn, h1, 16);
    v128.store(tn, n0); v128.store(tn, n1, 16);
    v128.store(z, h0); v128.store(z, h1, 16);
    g += 128;
    hp += 32;
    hn += 32;
    tn += 32;
    z += zStep;
  }
}

/** dh·z goes on in `ds` to the step before. */
export function gruBackward(rows: i32, g: usize, hp: usize, tn: usize, dh: usize, dx: usize, mask: usize, ds: usize): void {
  for (; rows > 0; rows--) {
    gruHalf(g, hp, tn, dh, dx, mask, ds);
    gruHalf(g + 16, hp + 16, tn + 16, dh + 16, dx + 16, mask + 16, ds + 16);
    g += 128;
    hp += 32;
    tn += 32;
    dh += 64;
    dx += 64;
    mask += 32;
    ds += 32;
  }
}

// @ts-ignore: decorator
@inline function gruHalf(g: usize, hp: usize, tn: usize, dh: usize, dx: usize, mask: usize, ds: usize): void {
  const unit = one();
  const r = v128.load(g), z = v128.load(g, 32), h = v128.load(g, 96), n = v128.load(tn);
  const d = f32x4.add(f32x4.add(v128.load(dh), v128.load(ds)), f32x4.mul(v128.load(dx), v128.load(mask)));
  const dn = f32x4.mul(f32x4.mul(d, f32x4.sub(unit, z)), f32x4.sub(unit, f32x4.mul(n, n)));
  const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(v128.load(hp), n)), f32x4.mul(z, f32x4.sub(unit, z)));
  v128.store(g, f32x4.mul(f32x4.mul(dn, h), f32x4.mul(r, f32x4.sub(unit, r))));
  v128.store(g, dz, 32);
  v128.store(g, dn, 64);
  v128.store(g, f32x4.mul(dn, r), 96);
  v128.store(ds, f32x4.mul(d, z));
}

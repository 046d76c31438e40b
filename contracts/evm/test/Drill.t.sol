// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Book} from "../src/Book.sol";
import {Liquidity} from "../src/Liquidity.sol";
import {PositionMath} from "../src/libraries/PositionMath.sol";
import {PriceMath} from "../src/libraries/PriceMath.sol";
import {Base, IFullPool} from "./Base.t.sol";

/// The agent's key is stolen. The thief trades for the vault, and adds, moves and takes back its liquidity, and sandwiches each of these acts
/// on the same pools, free of fees for himself: the tests count what the vault loses at honest prices.
contract DrillTest is Base {
    function setUp() public override {
        super.setUp();
        _mint(ALICE, 1_000_000 * USDC);
    }

    function _thieve(uint256 index, bool buy, uint256 bps, uint256 share) private returns (bool ok) {
        (IFullPool pool, uint160 honest,) = _skew(index, buy, bps);
        uint256 amount = annex.nav() * share / 10_000;
        if (!buy) amount = annex.asset(index).books.held * share / 400;
        vm.prank(AGENT);
        (ok,) = address(vault).call(abi.encodeCall(vault.trade, (index, buy, amount, 1, block.timestamp)));
        _restore(pool, honest);
    }

    function _skew(uint256 index, bool up, uint256 bps) private returns (IFullPool pool, uint160 honest, int24 tick) {
        pool = index == 0 ? btcPool : ethPool;
        (honest, tick,,,,,) = pool.slot0();
        _move(pool, up ? int256(bps) : -int256(bps));
    }

    /// Back to the honest price, which the outside world would do for him.
    function _restore(IFullPool pool, uint160 honest) private {
        (uint160 now_,,,,,,) = pool.slot0();
        if (now_ != honest) pool.swap(address(this), honest < now_, type(int256).max, honest, "");
    }

    /// One act on the vault's position at a price that he has moved by `bps`.
    function _thieveLiquidity(uint256 index, bool up, uint256 bps, uint256 r) private returns (bool ok) {
        (IFullPool pool, uint160 honest, int24 was) = _skew(index, up, bps);
        uint128 standing = liquidity.position(index).liquidity;
        bytes memory act;
        if (standing == 0) {
            act = abi.encodeCall(liquidity.addLiquidity, (_harmful(index, was, r)));
        } else if (r % 4 == 0) {
            act = abi.encodeCall(liquidity.removeLiquidity, (index, uint128(bound(r >> 8, 1, standing)), block.timestamp));
        } else if (r % 16 == 1) {
            act = abi.encodeCall(liquidity.collectFees, (index));
        } else {
            act = abi.encodeCall(liquidity.recentre, (_harmful(index, was, r)));
        }
        vm.prank(AGENT);
        (ok,) = address(vault).call(act);
        _restore(pool, honest);
    }

    /// Liquidity where the way back to the honest price runs through it, or about the moved price, narrow or wide.
    function _harmful(uint256 index, int24 honest, uint256 r) private view returns (Liquidity.Addition memory wanted) {
        Book.Asset memory asset = annex.asset(index);
        (, int24 tick,,,,,) = IFullPool(asset.pool).slot0();
        (int24 low, int24 high) = tick < honest ? (tick, honest) : (honest, tick);
        if (r >> 4 & 3 == 0) (low, high) = (tick - 20, tick + 20);
        else if (r >> 4 & 3 == 1) (low, high) = (tick - 600, tick + 600);
        (wanted.lower, wanted.upper) = (low / 10 * 10, high / 10 * 10);
        if (wanted.lower >= wanted.upper) wanted.upper = wanted.lower + 10;
        (wanted.index, wanted.deadline) = (index, block.timestamp);
        (wanted.quoteMax, wanted.baseMax) = (type(uint256).max, type(uint256).max);
        (uint256 forQuote, uint256 forBase) = PositionMath.amountsAt(wanted.lower, wanted.upper, 1e15, tick);
        if (!asset.quoteIs0) (forQuote, forBase) = (forBase, forQuote);
        uint256 worth = forQuote + PriceMath.convert(forBase, tick, !asset.quoteIs0) + 1;
        uint256 most = annex.nav() * 190 / 10_000 * 1e15 / worth;
        uint256 byQuote = uint256(annex.money().idle) * 1e15 / (forQuote + 1);
        uint256 byBase = uint256(asset.books.held) * 99 / 100 * 1e15 / (forBase + 1);
        if (byQuote < most) most = byQuote;
        if (forBase != 0 && byBase < most) most = byBase;
        wanted.liquidity = uint128(most);
    }

    /// Whatever he does with liquidity and trades within a day, at most the window's loss budget is gone: as the pool stands, and when its
    /// positions are closed.
    /// forge-config: default.fuzz.runs = 12
    /// forge-config: slow.fuzz.runs = 256
    /// forge-config: deep.fuzz.runs = 1024
    function testFuzz_thiefWithLiquidityTakesAtMostTheLossBudget(uint256 seed) public {
        uint256 before = annex.nav();
        uint256 budget = before * _limits().lossBps / 10_000;
        uint256 acts;
        for (uint256 i; i < 288; ++i) {
            skip(300);
            vm.roll(block.number + 1);
            _beat();
            if (annex.brakes().tripped) break;
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            (uint256 index, bool up) = (r >> 32 & 1, r >> 40 & 1 == 0);
            if (r >> 48 & 3 == 0) {
                // A trade now and then, so that there is base to put into a pool.
                _thieve(index, up, 88, 190);
            } else {
                uint256 bps = r >> 52 & 3 == 0 ? 5 + (r >> 8 & 255) : 150 + (r >> 8) % 45;
                if (_thieveLiquidity(index, up, bps, r >> 64)) ++acts;
            }
        }
        _pass(31 minutes);
        _pass(31 minutes);
        assertGt(acts, 5, "the thief did use liquidity");
        assertLe(before, annex.nav() + budget, "at most the budget of the window");
        // What stands in a pool earns fees on his own moves, so he keeps less than by trades.
        assertGt(before - annex.nav(), budget / 10, "and he took what he could");
        annex.shutdown();
        for (uint256 i; i < 2; ++i) if (liquidity.position(i).liquidity != 0) liquidity.closePosition(i);
        _pass(1);
        assertLe(before, annex.nav() + budget, "nor is more gone when positions are closed");
        _assertSolvent();
        assertEq(usdc.balanceOf(AGENT) + btc.balanceOf(AGENT) + eth.balanceOf(AGENT), 0);
    }

    /// Whatever he does within a day, at most the window's loss budget is gone.
    /// forge-config: default.fuzz.runs = 12
    /// forge-config: slow.fuzz.runs = 256
    /// forge-config: deep.fuzz.runs = 1024
    function testFuzz_thiefTakesAtMostTheLossBudget(uint256 seed) public {
        uint256 before = annex.nav();
        uint256 budget = before * _limits().lossBps / 10_000;
        uint256 stolen;
        for (uint256 i; i < 288; ++i) {
            skip(300);
            vm.roll(block.number + 1);
            _beat();
            if (annex.brakes().tripped) break;
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            // Mostly the most harmful size; sometimes anything.
            uint256 bps = r % 4 == 0 ? 5 + (r >> 8 & 255) : 88;
            uint256 share = r % 5 == 0 ? r >> 16 & 255 : 190;
            if (_thieve(r >> 32 & 1, r >> 40 & 1 == 0, bps, share)) ++stolen;
        }
        _pass(31 minutes);
        _pass(31 minutes);
        assertGt(stolen, 5, "the thief did trade");
        uint256 after_ = annex.nav();
        assertLt(after_, before);
        assertLe(before - after_, budget, "at most the budget of the window");
        assertGt(before - after_, budget / 4, "and he took what he could");
        _assertSolvent();
        assertEq(usdc.balanceOf(AGENT), 0);
    }

    /// A thief who first moves the pool beyond the limit gets nothing at all.
    function test_farManipulationIsRefused() public {
        _beat();
        assertFalse(_thieve(0, true, 400, 190));
        assertFalse(_thieve(1, true, 150, 190), "beyond the floor");
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Base, IFullPool} from "./Base.t.sol";

/// The agent's key is stolen. The thief trades for the vault and sandwiches those trades on the same pools, free of fees for himself: the
/// test counts what the vault loses at honest prices.
contract DrillTest is Base {
    function setUp() public override {
        super.setUp();
        _mint(ALICE, 1_000_000 * USDC);
    }

    function _thieve(uint256 index, bool buy, uint256 bps, uint256 share) private returns (bool ok) {
        IFullPool pool = index == 0 ? btcPool : ethPool;
        (uint160 honest,,,,,,) = pool.slot0();
        _move(pool, buy ? int256(bps) : -int256(bps));
        uint256 amount = annex.nav() * share / 10_000;
        if (!buy) amount = annex.asset(index).books.held * share / 400;
        vm.prank(AGENT);
        (ok,) = address(vault).call(abi.encodeCall(vault.trade, (index, buy, amount, 1, block.timestamp)));
        // Back to the honest price, which the outside world would do for him.
        (uint160 now_,,,,,,) = pool.slot0();
        if (now_ != honest) pool.swap(address(this), honest < now_, type(int256).max, honest, "");
    }

    /// Whatever he does within a day, at most the window's loss budget is gone.
    /// forge-config: default.fuzz.runs = 12
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

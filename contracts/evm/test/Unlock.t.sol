// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Book} from "../src/Book.sol";
import {Base} from "./Base.t.sol";

/// V45: realised profit unlocks linearly where a vote has asked for it.
contract UnlockTest is Base {
    uint256 internal soldAt;

    function setUp() public override {
        super.setUp();
        _mint(ALICE, 1_000_000 * USDC);
        _beat();
        _buy(0, 20_000 * USDC);
        _move(btcPool, 3000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
    }

    function _sellHalf() private returns (uint256 profit) {
        int256 before = annex.money().realised;
        _sell(0, annex.asset(0).books.held / 2);
        soldAt = vm.getBlockTimestamp();
        profit = uint256(int256(annex.money().realised) - before);
        assertGt(profit, 1000 * USDC);
    }

    function _freeAfter(uint256 seconds_) private returns (uint256) {
        vm.warp(soldAt + seconds_);
        vm.roll(block.number + 1);
        vault.mark();
        return annex.distributable();
    }

    function test_offByDefault() public {
        uint256 profit = _sellHalf();
        vault.mark();
        assertEq(annex.distributable(), profit);
    }

    function test_profitUnlocksByTheSecond() public {
        liquidity.setUnlock(1 days);
        uint256 profit = _sellHalf();
        assertEq(_freeAfter(0), 0);
        assertEq(_freeAfter(21_600), profit * 25 / 100);
        assertEq(_freeAfter(43_200), profit * 50 / 100);
        (uint256 amount, uint256 left) = liquidity.locked();
        assertEq(left, 43_200);
        assertEq(amount, profit - profit / 2);
        assertEq(_freeAfter(86_400), profit);
    }

    function test_distributionTakesOnlyWhatIsFree() public {
        liquidity.setUnlock(1 days);
        uint256 profit = _sellHalf();
        uint256 free = _freeAfter(21_600);
        assertEq(vault.distribute(), free);
        assertEq(_freeAfter(43_200), profit / 2 - free);
        vault.distribute();
        assertEq(_freeAfter(86_400), profit - profit / 2);
    }

    /// Yearn V3: new period = (locked × left + new × span) / (locked + new).
    function test_newProfitStretchesThePeriod() public {
        liquidity.setUnlock(1 days);
        uint256 first = _sellHalf();
        uint256 at = soldAt;
        _freeAfter(43_200);
        _beat();
        uint256 second = _sellHalf();
        uint256 locked = first - first / 2;
        (uint256 amount, uint256 left) = liquidity.locked();
        assertEq(amount, locked + second);
        assertEq(left, (locked * 43_200 + second * 86_400) / (locked + second));
        assertEq(soldAt, at + 43_200);
        assertApproxEqAbs(_freeAfter(left / 2), first + second - (locked + second) / 2, (locked + second) / left + 2);
    }

    function test_turningItOffFreesAll() public {
        liquidity.setUnlock(1 days);
        uint256 profit = _sellHalf();
        assertEq(_freeAfter(10), profit * 10 / 86_400);
        liquidity.setUnlock(0);
        vault.mark();
        assertEq(annex.distributable(), profit);
    }

    function test_aLeaverTakesHisPartOfWhatIsLocked() public {
        liquidity.setUnlock(2 days);
        _mint(BOB, 1_000_000 * USDC);
        uint256 profit = _sellHalf();
        _freeAfter(1 days);
        vm.prank(BOB);
        annex.redeem(2, 0);
        (uint256 amount,) = liquidity.locked();
        assertApproxEqRel(amount, profit / 4, 1e16, "half is left of what half of the time has left");
        vault.mark();
        assertLe(annex.distributable() + amount, uint256(int256(annex.money().realised)));
        _assertSolvent();
    }

    function test_lossesEatWhatIsFreeFirst() public {
        liquidity.setUnlock(1 days);
        uint256 profit = _sellHalf();
        _move(btcPool, -3500);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        _sell(0, annex.asset(0).books.held);
        assertLt(annex.money().realised, int256(profit));
        uint256 free = _freeAfter(21_600);
        assertLe(free, uint256(int256(annex.money().realised)));
    }
}

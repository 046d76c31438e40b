// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {Book} from "../src/Book.sol";
import {Exits} from "../src/Exits.sol";
import {MockToken} from "../src/local/MockToken.sol";
import {ProfitBase} from "./ProfitBase.t.sol";

contract LeavingTest is ProfitBase {
    function test_redeemPaysValueAndRewardsAtOnce() public {
        _mint(ALICE, 100_000 * USDC);
        _mint(BOB, 300_000 * USDC);
        _profit(2000);
        vault.distribute();
        uint256 rewards = vault.claimableRewards(1);
        uint256 before = annex.nav();
        vm.prank(ALICE);
        vm.expectPartialRevert(Exits.TooSoon.selector);
        annex.redeem(1, 0);
        skip(1 days);
        vm.prank(ALICE);
        uint256 got = annex.redeem(1, 0);
        assertApproxEqAbs(got, before / 4, 2);
        assertEq(usdc.balanceOf(ALICE), got + rewards);
        assertApproxEqAbs(annex.nav(), before * 3 / 4, 2);
        assertEq(annex.totalWeight(), annex.weightOf(2));
        _assertSolvent();
    }

    function test_redeemNeedsIdleAndKeepsItsMinimum() public {
        _mint(ALICE, 100_000 * USDC);
        _beat();
        for (uint256 i; i < 2; ++i) _buy(0, 1900 * USDC);
        skip(1 days);
        uint256 worth = 100_000 * USDC;
        vm.startPrank(ALICE);
        vm.expectPartialRevert(Book.NotEnough.selector);
        annex.redeem(1, 0);
        vm.stopPrank();
        uint256 id = _mint(BOB, 1000 * USDC);
        skip(1 days);
        vm.startPrank(BOB);
        vm.expectPartialRevert(Exits.BelowMinimum.selector);
        annex.redeem(id, worth);
        annex.redeem(id, 990 * USDC);
        vm.stopPrank();
    }

    function test_inKindAlwaysWorks() public {
        _mint(ALICE, 200_000 * USDC);
        _mint(BOB, 200_000 * USDC);
        _beat();
        _buy(0, 7000 * USDC);
        _buy(1, 7000 * USDC);
        annex.pause(uint40(block.timestamp + 7 days));
        skip(1 days);
        _move(btcPool, -9000);
        (uint256 b, uint256 e) = (annex.asset(0).books.held, annex.asset(1).books.held);
        vm.prank(ALICE);
        vm.recordLogs();
        annex.redeemInKind(1);
        _assertPaidInKind(vm.getRecordedLogs());
        assertApproxEqAbs(btc.balanceOf(ALICE), b / 2, 1);
        assertApproxEqRel(eth.balanceOf(ALICE), e / 2, 1e10, "all but the virtual part");
        assertApproxEqAbs(usdc.balanceOf(ALICE), (400_000 - 14_000) * USDC / 2, 1);
        _assertSolvent();
    }

    /// @dev Each payment names its asset: which token it is would not tell two pools of one token apart.
    function _assertPaidInKind(Vm.Log[] memory logs) private view {
        uint256 count;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != Exits.PaidInKind.selector) continue;
            MockToken token = count == 0 ? btc : eth;
            assertEq(logs[i].topics[1], bytes32(uint256(1)));
            assertEq(uint256(logs[i].topics[2]), count++);
            assertEq(address(uint160(uint256(logs[i].topics[3]))), address(token));
            assertEq(abi.decode(logs[i].data, (uint256)), token.balanceOf(ALICE));
        }
        assertEq(count, 2);
    }

    function test_aStuckTokenHoldsNobodyBack() public {
        _mint(ALICE, 200_000 * USDC);
        _beat();
        _buy(0, 3000 * USDC);
        _buy(1, 3000 * USDC);
        skip(1 days);
        vm.mockCallRevert(address(btc), abi.encodeWithSelector(btc.transfer.selector), "frozen");
        vm.startPrank(ALICE);
        vm.expectRevert("frozen");
        annex.redeemInKind(1);
        annex.redeemInKindWithout(1, 1);
        vm.stopPrank();
        assertEq(btc.balanceOf(ALICE), 0);
        assertGt(eth.balanceOf(ALICE), 0);
        assertApproxEqAbs(usdc.balanceOf(ALICE), 194_000 * USDC, 1);
    }

    function test_queueUnwindsAtTheNextMark() public {
        _mint(ALICE, 200_000 * USDC);
        _mint(BOB, 200_000 * USDC);
        _beat();
        _buy(0, 7000 * USDC);
        skip(1 days);
        vm.prank(ALICE);
        annex.requestExit(1);
        vm.expectPartialRevert(Book.StaleMark.selector);
        annex.settleExit(1);
        _pass(10 minutes);
        uint256 before = annex.nav();
        _move(btcPool, 150);
        vm.expectPartialRevert(Exits.PriceMoved.selector);
        annex.settleExit(1);
        _move(btcPool, -148);
        uint256 got = annex.settleExit(1);
        assertEq(usdc.balanceOf(ALICE), got);
        assertApproxEqRel(got, before / 2, 0.001e18);
        assertApproxEqRel(annex.nav(), before / 2, 0.0005e18);
        assertEq(annex.money().realised, 0, "the leaver's sale is no profit of those who stay");
        _assertSolvent();
    }

    function test_onlyTheOwnerLeaves() public {
        _mint(ALICE, 200_000 * USDC);
        skip(1 days);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 1, address(this)));
        annex.redeem(1, 0);
        vm.expectRevert(abi.encodeWithSelector(Exits.NotRequested.selector, 1));
        annex.settleExit(1);
    }

    function test_lastOneOutLeavesNothingOwed() public {
        _mint(ALICE, 200_000 * USDC);
        skip(1 days);
        vm.prank(ALICE);
        assertApproxEqAbs(annex.redeemInKind(1), 200_000 * USDC, 1);
        assertEq(annex.totalWeight(), 0);
        _mint(BOB, 100 * USDC);
        _assertSolvent();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Vm} from "forge-std/Vm.sol";
import {Book} from "../src/Book.sol";
import {Distributor} from "../src/Distributor.sol";
import {Exits} from "../src/Exits.sol";
import {ShareArt} from "../src/ShareArt.sol";
import {Shares} from "../src/Shares.sol";
import {ProfitBase} from "./ProfitBase.t.sol";

/// What a share has earned, cycle by cycle, recomputed by somebody who knows nothing but the events.
contract HistoryTest is ProfitBase {
    /// Cumulative earnings of share 1 and its return per cycle in millionths, by events alone.
    uint256 private total;
    uint256 private weight;
    uint256 private paidIn;
    uint256[] private earned;
    uint256[] private returns_;

    function _read(Vm.Log[] memory logs) private {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(vault)) continue;
            bytes32 topic = logs[i].topics[0];
            if (topic == Shares.Minted.selector) {
                (uint256 assets, uint256 w,) = abi.decode(logs[i].data, (uint256, uint256, uint256));
                total += w;
                if (uint256(logs[i].topics[1]) == 1) (weight, paidIn) = (w, assets);
            } else if (topic == Exits.Exited.selector) {
                (uint256 w,,) = abi.decode(logs[i].data, (uint256, uint256, uint256));
                total -= w;
            } else if (topic == Distributor.Distributed.selector) {
                (, uint256 holders,,) = abi.decode(logs[i].data, (uint256, uint256, uint256, uint256));
                uint256 part = holders * weight / total;
                earned.push(part);
                returns_.push(part * 1e6 / paidIn);
            }
        }
    }

    function test_returnPerCycleFromEventsAlone() public {
        vm.recordLogs();
        _mint(ALICE, 100_000 * USDC);
        _mint(BOB, 300_000 * USDC);
        _profit(2000);
        vault.distribute();
        uint256 first = vault.claimableRewards(1);
        _mint(BOB, 100_000 * USDC);
        _profit(3000);
        vault.distribute();
        uint256 second = vault.claimableRewards(1) - first;
        skip(1 days);
        _pass(1);
        vm.prank(BOB);
        annex.redeem(2, 0);
        _profit(1000);
        vault.distribute();
        uint256 third = vault.claimableRewards(1) - first - second;
        _read(vm.getRecordedLogs());
        assertEq(earned.length, 3);
        uint256[3] memory wanted = [first, second, third];
        for (uint256 i; i < 3; ++i) {
            assertGt(wanted[i], 0);
            assertApproxEqAbs(earned[i], wanted[i], 1);
            assertApproxEqAbs(returns_[i], wanted[i] * 1e6 / paidIn, 1);
        }
    }

    function test_pictureAndFiguresAreTheSameForTheSameHistory() public {
        _mint(ALICE, 100_000 * USDC);
        string memory before = vault.tokenURI(1);
        assertEq(vault.tokenURI(1), before);
        _profit(2000);
        assertEq(vault.tokenURI(1), before, "nothing is earned before a distribution");
        vault.distribute();
        assertTrue(keccak256(bytes(vault.tokenURI(1))) != keccak256(bytes(before)));
    }

    /// The face of a share as the vault shows it, and as somebody draws it who knows the figures.
    function _assertFace(uint256 id, uint256 inLastCycle, uint256 cycles) private view {
        (, uint256 standing, , uint256 claimed, uint256 paid) = annex.share(id);
        ShareArt.Figures memory figures = ShareArt.Figures(
            id, standing, annex.totalWeight(), paid, claimed, vault.claimableRewards(id), inLastCycle, cycles, 6
        );
        assertEq(vault.tokenURI(id), vault.art().tokenURI(figures));
    }

    function test_theFaceShowsTheLastCycleAsEventsTellIt() public {
        vm.recordLogs();
        _mint(ALICE, 100_000 * USDC);
        _mint(BOB, 300_000 * USDC);
        _assertFace(1, 0, 0);
        _profit(2000);
        vault.distribute();
        _assertFace(1, 0, 0);
        vault.payBuckets();
        _read(vm.getRecordedLogs());
        _assertFace(1, earned[0], 1);
        vm.prank(ALICE);
        vault.claim(_one(1));
        vault.payBuckets();
        _assertFace(1, earned[0], 1);

        // Bob's second share comes after one distribution of the next cycle and before another.
        _profit(3000);
        vm.recordLogs();
        vault.distribute();
        uint256 late = _mint(BOB, 100_000 * USDC);
        _read(vm.getRecordedLogs());
        _profit(1000);
        vm.recordLogs();
        vault.distribute();
        _assertFace(late, 0, 1);
        vault.payBuckets();
        _read(vm.getRecordedLogs());
        assertEq(earned.length, 3);
        assertApproxEqAbs(vault.claimableRewards(1), earned[1] + earned[2], 1);
        _assertFace(1, vault.claimableRewards(1), 2);
        _assertFace(late, vault.claimableRewards(late), 2);
        assertLt(vault.claimableRewards(late), vault.claimableRewards(1));

        // A share that came after the cycle had no part in it.
        uint256 last = _mint(BOB, 100_000 * USDC);
        _assertFace(last, 0, 2);
        uint256 before = vault.claimableRewards(1);
        _profit(1000);
        vault.distribute();
        assertGt(vault.claimableRewards(last), 0);
        _assertFace(last, 0, 2);
        _assertFace(1, before, 2);
        Book.Cycle memory cycle = liquidity.lastCycle();
        assertEq(cycle.count, 2);
        assertGt(annex.earnings().perWeight, cycle.to);
        assertGt(cycle.to, cycle.from);
    }

    // ------------------------------------------------------------------ compounding by choice

    function test_compounderActsForTheOwnerAndOnlyForHim() public {
        _mint(ALICE, 500_000 * USDC);
        _mint(BOB, 500_000 * USDC);
        _profit(2000);
        vault.distribute();
        uint256 owed = vault.claimableRewards(1);
        vm.prank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 1, AGENT));
        vault.compound(_one(1), 1);
        vm.prank(ALICE);
        liquidity.setCompounder(AGENT);
        assertEq(liquidity.compounderOf(ALICE), AGENT);
        vm.prank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 2, AGENT));
        vault.compound(_one(2), 1);
        uint256[] memory both = new uint256[](2);
        (both[0], both[1]) = (1, 2);
        vm.prank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 2, ALICE));
        vault.compound(both, 1);
        vm.prank(AGENT);
        (uint256 id,) = vault.compound(_one(1), 1);
        assertEq(vault.ownerOf(id), ALICE, "the new share is the owner's");
        (,,,, uint256 paid) = annex.share(id);
        assertEq(paid, owed);
        vm.prank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 1, AGENT));
        vault.claim(_one(1));
        vm.prank(ALICE);
        liquidity.setCompounder(address(0));
        vm.prank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 1, AGENT));
        vault.compound(_one(1), 1);
        vm.expectRevert(Book.NothingClaimable.selector);
        vault.compound(new uint256[](0), 1);
    }
}

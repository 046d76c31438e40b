// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Book} from "../src/Book.sol";
import {Distributor} from "../src/Distributor.sol";
import {Settings} from "../src/Settings.sol";
import {Shares} from "../src/Shares.sol";
import {ProfitBase} from "./ProfitBase.t.sol";

contract SharingTest is ProfitBase {
    // ------------------------------------------------------------------ mint

    function test_hundredEqualSharesAreOnePercentEach() public {
        for (uint256 i; i < 100; ++i) _mint(ALICE, 1000 * USDC);
        assertEq(annex.nav(), 100_000 * USDC);
        for (uint256 id = 1; id <= 100; ++id) assertEq(annex.weightOf(id) * 100, annex.totalWeight());
        assertEq(vault.balanceOf(ALICE), 100);
    }

    function test_laterMintsPayNetAssetValue() public {
        _mint(ALICE, 500_000 * USDC);
        _profit(2000);
        uint256 before = annex.nav();
        _mint(BOB, 500_000 * USDC);
        assertLt(annex.weightOf(2), annex.weightOf(1), "the pool is worth more now");
        uint256 alice = annex.weightOf(1) * annex.nav() / annex.totalWeight();
        assertGe(alice + 1, before, "nobody is diluted");
        assertLe(annex.weightOf(2) * annex.nav() / annex.totalWeight(), 500_000 * USDC);
    }

    function test_mintRefusesLittleAndPaused() public {
        usdc.mint(address(this), 1e12);
        usdc.approve(address(vault), 1e12);
        vm.expectRevert(abi.encodeWithSelector(Shares.BelowMintPrice.selector, 100 * USDC - 1, 100 * USDC));
        vault.mint(ALICE, 100 * USDC - 1, 1);
        vm.expectPartialRevert(Shares.NoWeight.selector);
        vault.mint(ALICE, 100 * USDC, 1e20);
        annex.pause(uint40(block.timestamp + 1 hours));
        vm.expectRevert(Shares.MintClosed.selector);
        vault.mint(ALICE, 100 * USDC, 1);
    }

    function test_donationChangesNothing() public {
        _mint(ALICE, 1000 * USDC);
        usdc.mint(address(vault), 1_000_000 * USDC);
        assertEq(annex.nav(), 1000 * USDC);
        _mint(BOB, 1000 * USDC);
        assertEq(annex.weightOf(1), annex.weightOf(2));
    }

    function testFuzz_mintThenExitNeverProfits(uint96 first, uint96 second, uint16 rise) public {
        _mint(ALICE, bound(first, 1000 * USDC, 10_000_000 * USDC));
        _profit(int256(bound(rise, 100, 3000)));
        uint256 paid = bound(second, 100 * USDC, 10_000_000 * USDC);
        uint256 id = _mint(BOB, paid);
        skip(1 days);
        vm.prank(BOB);
        uint256 got = annex.redeem(id, 0);
        assertLe(got, paid);
        assertApproxEqRel(got, paid, 1e12);
        _assertSolvent();
    }

    function testFuzz_inflationAttackUnprofitable(uint96 seed, uint96 gift, uint96 victim) public {
        uint256 paid = bound(seed, 100 * USDC, 1e12);
        uint256 id = _mint(BOB, paid);
        usdc.mint(address(vault), bound(gift, 0, 1e15));
        uint256 other = _mint(ALICE, bound(victim, 100 * USDC, 1e15));
        skip(1 days);
        vm.prank(BOB);
        assertLe(annex.redeem(id, 0), paid);
        vm.prank(ALICE);
        annex.redeem(other, 0);
    }

    // ------------------------------------------------------------------ ERC-721

    function test_transferMovesOwnerCountAndClearsApproval() public {
        uint256 id = _mint(ALICE, 1000 * USDC);
        _mint(ALICE, 1000 * USDC);
        _mint(BOB, 1000 * USDC);
        uint256 weight = annex.weightOf(id);
        vm.prank(ALICE);
        vault.approve(address(this), id);
        vault.transferFrom(ALICE, BOB, id);
        assertEq(vault.ownerOf(id), BOB);
        assertEq(vault.balanceOf(ALICE), 1);
        assertEq(vault.balanceOf(BOB), 2);
        assertEq(vault.getApproved(id), address(0));
        assertEq(annex.weightOf(id), weight);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, address(this), id));
        vault.transferFrom(BOB, ALICE, id);
        vm.prank(BOB);
        vault.transferFrom(BOB, BOB, id);
        assertEq(vault.balanceOf(BOB), 2);
    }

    function test_transferRefusals() public {
        uint256 id = _mint(ALICE, 1000 * USDC);
        vm.startPrank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721IncorrectOwner.selector, BOB, id, ALICE));
        vault.transferFrom(BOB, ALICE, id);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        vault.transferFrom(ALICE, address(0), id);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721IncorrectOwner.selector, address(0), 99, address(0)));
        vault.transferFrom(address(0), BOB, 99);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(usdc)));
        vault.safeTransferFrom(ALICE, address(usdc), id);
        vm.stopPrank();
        vm.prank(ALICE);
        vault.setApprovalForAll(BOB, true);
        vm.prank(BOB);
        vault.safeTransferFrom(ALICE, BOB, id);
        assertEq(vault.ownerOf(id), BOB);
    }

    // ------------------------------------------------------------------ distribution

    function test_splitsByPolicyWithDustToTreasury() public {
        _mint(ALICE, 500_000 * USDC);
        _profit(2000);
        uint256 amount = annex.distributable();
        assertGt(amount, 1000 * USDC);
        assertEq(int256(amount), annex.money().realised);
        uint256 idle = annex.money().idle;
        vault.distribute();
        (uint256 holders, uint256 reinvest, uint256 ai) = (amount * 6000 / 10_000, amount * 2000 / 10_000, amount / 10);
        assertEq(annex.buckets().ai, ai);
        assertEq(annex.buckets().treasury, amount - holders - reinvest - ai);
        assertEq(annex.buckets().reinvested, reinvest);
        assertEq(annex.money().idle, idle - (amount - reinvest));
        assertApproxEqAbs(vault.claimableRewards(1), holders, 1);
        vault.payBuckets();
        assertEq(usdc.balanceOf(CONTRIBUTIONS), ai);
        assertEq(usdc.balanceOf(TREASURY), amount - holders - reinvest - ai);
        _assertSolvent();
    }

    function test_nothingWithoutProfitOrMark() public {
        _mint(ALICE, 500_000 * USDC);
        _beat();
        vm.expectRevert(Distributor.NothingToDistribute.selector);
        vault.distribute();
        _profit(2000);
        skip(1 hours + 1);
        vm.expectPartialRevert(Book.StaleMark.selector);
        vault.distribute();
    }

    function test_tradeVoidsTheMark() public {
        _mint(ALICE, 500_000 * USDC);
        _profit(2000);
        assertGt(annex.distributable(), 0);
        _buy(1, 100 * USDC);
        assertEq(annex.distributable(), 0);
        _beat();
        assertGt(annex.distributable(), 0);
    }

    function test_nothingUntilAPriorLossIsRecovered() public {
        _mint(ALICE, 500_000 * USDC);
        // An asset bought and fallen: value below what was paid in.
        _beat();
        for (uint256 i; i < 2; ++i) _buy(1, 9000 * USDC);
        _move(ethPool, -3000);
        // A profit realised in the other is no profit of the pool while that loss stands.
        _profit(1000);
        assertGt(annex.money().realised, 0);
        assertEq(annex.distributable(), 0);
        _move(ethPool, 5000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        assertGt(annex.distributable(), 0);
    }

    function test_reinvestedProfitRaisesTheMark() public {
        _mint(ALICE, 500_000 * USDC);
        _profit(2000);
        vault.distribute();
        _beat();
        assertEq(annex.money().gain, 0, "what was kept is capital now");
    }

    function test_lateMinterEarnsNothingAndRewardsFollowTheShare() public {
        _mint(ALICE, 100_000 * USDC);
        _mint(ALICE, 100_000 * USDC);
        _profit(2000);
        vault.distribute();
        uint256 first = vault.claimableRewards(1);
        assertGt(first, 0);
        assertEq(vault.claimableRewards(2), first);
        uint256 late = _mint(BOB, 100_000 * USDC);
        assertEq(vault.claimableRewards(late), 0);
        _profit(2000);
        vault.distribute();
        assertGt(vault.claimableRewards(late), 0);
        uint256 owed = vault.claimableRewards(1);
        assertGt(owed, first);
        vm.prank(ALICE);
        vault.transferFrom(ALICE, BOB, 1);
        assertEq(vault.claimableRewards(1), owed);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 1, ALICE));
        vault.claim(_one(1));
        vm.startPrank(BOB);
        uint256 before = usdc.balanceOf(BOB);
        assertEq(vault.claim(_one(1)), owed);
        assertEq(usdc.balanceOf(BOB) - before, owed);
        vm.expectRevert(Book.NothingClaimable.selector);
        vault.claim(_one(1));
        vm.stopPrank();
    }

    function test_compoundTurnsEarningsIntoAShare() public {
        _mint(ALICE, 500_000 * USDC);
        _mint(BOB, 500_000 * USDC);
        _profit(2000);
        vault.distribute();
        uint256 owed = vault.claimableRewards(1);
        uint256 before = annex.nav();
        uint256 held = usdc.balanceOf(address(vault));
        vm.prank(ALICE);
        (uint256 id, uint256 weight) = vault.compound(_one(1), 1);
        assertEq(annex.nav(), before + owed);
        assertEq(usdc.balanceOf(address(vault)), held, "nothing left the pool");
        assertEq(vault.ownerOf(id), ALICE);
        assertEq(vault.claimableRewards(1), 0);
        assertApproxEqRel(weight * before / (annex.totalWeight() - weight), owed, 1e12);
        _assertSolvent();
    }

    function test_pictureFollowsTheFigures() public {
        _mint(ALICE, 500_000 * USDC);
        string memory before = vault.tokenURI(1);
        assertEq(vault.tokenURI(1), before);
        _profit(2000);
        vault.distribute();
        assertNotEq(vault.tokenURI(1), before);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 2));
        vault.tokenURI(2);
    }

    function test_claimEarningsTakesAllOfTheCallersShares() public {
        for (uint256 i; i < 3; ++i) _mint(i == 1 ? BOB : ALICE, 100_000 * USDC);
        _profit(2000);
        vault.distribute();
        uint256 owed = vault.claimableRewards(1) + vault.claimableRewards(3);
        vm.prank(ALICE);
        assertEq(annex.claimEarnings(), owed);
        assertGt(vault.claimableRewards(2), 0);
        _assertSolvent();
    }

    function test_claimsWorkWhilePausedAndTripped() public {
        _mint(ALICE, 500_000 * USDC);
        _profit(2000);
        vault.distribute();
        annex.pause(uint40(block.timestamp + 1 days));
        vm.prank(ALICE);
        assertGt(vault.claim(_one(1)), 0);
    }

    function test_policyOnlyByTheGovernorAndOnlyWhole() public {
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Book.NotGovernor.selector, ALICE));
        annex.setPolicy(Book.Policy(10_000, 0, 0, 0));
        vm.expectRevert(Settings.BadPolicy.selector);
        annex.setPolicy(Book.Policy(10_000, 1, 0, 0));
        annex.setPolicy(Book.Policy(0, 0, 10_000, 0));
        assertEq(annex.policy().aiBps, 10_000);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Distributor} from "../src/Distributor.sol";
import {Settings} from "../src/Settings.sol";
import {Stakes} from "../src/Stakes.sol";
import {Base} from "./Base.t.sol";

contract StakesTest is Base {
    Stakes internal stakes;

    function setUp() public override {
        super.setUp();
        _mint(ALICE, 500_000 * USDC);
        _mint(BOB, 500_000 * USDC);
        stakes = new Stakes(address(vault));
    }

    function _one(uint256 id) private pure returns (uint256[] memory ids) {
        ids = new uint256[](1);
        ids[0] = id;
    }

    function _stake(address who, uint256 id) private {
        vm.prank(who);
        stakes.stake(_one(id));
    }

    function _unstake(address who, uint256 id) private {
        vm.prank(who);
        stakes.unstake(_one(id));
    }

    /// The vault pays `amount` in, as `payBuckets` does.
    function _pay(uint256 amount) private {
        usdc.mint(address(stakes), amount);
        vm.prank(address(vault));
        stakes.notify(amount);
    }

    /// Makes a profit of at least 2000 USDC and distributes it.
    function _profit() private returns (uint256 amount) {
        _beat();
        _buy(0, 20_000 * USDC);
        _move(btcPool, 3000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        _sell(0, annex.asset(0).books.held / 2);
        vault.mark();
        amount = vault.distribute();
        assertGt(amount, 1000 * USDC);
    }

    function test_offByDefaultAllHoldersEarn() public {
        uint256 amount = _profit();
        assertApproxEqAbs(vault.claimableRewards(1), amount * 3 / 10, 2);
        assertEq(liquidity.staking().stakes, address(0));
    }

    function test_onlyStakedSharesEarnWhereAVoteSaysSo() public {
        liquidity.setStaking(address(stakes));
        _stake(ALICE, 1);
        skip(1);
        uint256 amount = _profit();
        assertEq(vault.claimableRewards(1) + vault.claimableRewards(2), 0);
        vault.payBuckets();
        assertApproxEqAbs(stakes.claimable(1), amount * 6 / 10, 3);
        assertEq(stakes.claimable(2), 0, "unstaked accrues nothing");
        assertApproxEqAbs(usdc.balanceOf(TREASURY), amount / 10, 3);
        assertApproxEqAbs(usdc.balanceOf(CONTRIBUTIONS), amount / 10, 3);
        vm.prank(ALICE);
        uint256 paid = stakes.claim(_one(1));
        assertEq(usdc.balanceOf(ALICE), paid);
        vm.prank(ALICE);
        vm.expectRevert(Stakes.NothingClaimable.selector);
        stakes.claim(_one(1));
    }

    function test_timeCounts() public {
        _stake(ALICE, 1);
        skip(60);
        _stake(BOB, 2);
        skip(60);
        _pay(300 * USDC);
        assertApproxEqAbs(stakes.claimable(1), 200 * USDC, 1);
        assertApproxEqAbs(stakes.claimable(2), 100 * USDC, 1);
        skip(30);
        _unstake(ALICE, 1);
        skip(90);
        _pay(300 * USDC);
        assertApproxEqAbs(stakes.claimable(1), 260 * USDC, 2, "a quarter of the time");
        assertApproxEqAbs(stakes.claimable(2), 340 * USDC, 2);
        skip(10);
        _pay(100 * USDC);
        assertApproxEqAbs(stakes.claimable(1), 260 * USDC, 2, "nothing after it ended");
    }

    function test_aPaymentWithoutStakesWaits() public {
        skip(10);
        _pay(100 * USDC);
        assertEq(stakes.carried(), 100 * USDC);
        _stake(ALICE, 1);
        skip(10);
        _pay(0);
        assertEq(stakes.claimable(1), 0);
        assertEq(stakes.cycle(), 1, "a payment of nothing ends no cycle");
        _pay(1);
        assertApproxEqAbs(stakes.claimable(1), 100 * USDC, 1);
    }

    function test_stakeAndEarningsFollowTheShare() public {
        _stake(ALICE, 1);
        skip(10);
        _pay(100 * USDC);
        vm.prank(ALICE);
        vault.transferFrom(ALICE, BOB, 1);
        assertTrue(stakes.isStaked(1));
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Stakes.NotHolder.selector, 1, ALICE));
        stakes.claim(_one(1));
        vm.prank(BOB);
        assertApproxEqAbs(stakes.claim(_one(1)), 100 * USDC, 1);
    }

    function test_whoHasLeftIsEvicted() public {
        _stake(ALICE, 1);
        _stake(BOB, 2);
        skip(10);
        _pay(100 * USDC);
        skip(1 days);
        vm.expectRevert(abi.encodeWithSelector(Stakes.StillIn.selector, 1));
        stakes.evict(1);
        vm.prank(ALICE);
        annex.redeemInKind(1);
        stakes.evict(1);
        assertFalse(stakes.isStaked(1));
        assertEq(stakes.stakedWeight(), annex.weightOf(2));
        assertApproxEqAbs(stakes.carried(), 50 * USDC, 1);
        vm.expectRevert(abi.encodeWithSelector(Stakes.NotStaked.selector, 1));
        stakes.evict(1);
    }

    function test_refusals() public {
        vm.expectRevert(abi.encodeWithSelector(Stakes.NotVault.selector, address(this)));
        stakes.notify(1);
        vm.expectRevert(abi.encodeWithSelector(Stakes.NotHolder.selector, 1, BOB));
        _stake(BOB, 1);
        _stake(ALICE, 1);
        vm.expectRevert(abi.encodeWithSelector(Stakes.AlreadyStaked.selector, 1));
        _stake(ALICE, 1);
        vm.expectRevert(abi.encodeWithSelector(Stakes.NotHolder.selector, 1, BOB));
        _unstake(BOB, 1);
        vm.expectRevert(abi.encodeWithSelector(Stakes.NotStaked.selector, 2));
        _unstake(BOB, 2);
    }

    function test_switchingWantsEmptyBuckets() public {
        _profit();
        vm.expectRevert(Settings.PayBucketsFirst.selector);
        liquidity.setStaking(address(stakes));
        vault.payBuckets();
        liquidity.setStaking(address(stakes));
        _beat();
        _sell(0, annex.asset(0).books.held / 2);
        vault.mark();
        vault.distribute();
        vm.expectRevert(Settings.PayBucketsFirst.selector);
        annex.setPolicy(_policy());
        vault.payBuckets();
        annex.setPolicy(_policy());
    }

    /// Against a plain count of weight times seconds: nobody gets more, and at most a few units stay.
    function testFuzz_splitByWeightAndTime(uint8[20] memory moves, uint16[20] memory gaps) public {
        uint256[3] memory seconds_;
        uint256[3] memory due;
        bool[3] memory on;
        uint256 paidIn;
        for (uint256 i; i < moves.length; ++i) {
            uint256 gap = bound(gaps[i], 1, 5000);
            skip(gap);
            for (uint256 k = 1; k < 3; ++k) if (on[k]) seconds_[k] += gap;
            uint256 id = 1 + moves[i] % 2;
            address who = id == 1 ? ALICE : BOB;
            if (moves[i] % 3 == 0) {
                uint256 all = seconds_[1] + seconds_[2];
                if (all == 0) continue;
                _pay(1000 * USDC);
                paidIn += 1000 * USDC;
                // Both shares cost the same; the second bought a little less weight, or as much.
                for (uint256 k = 1; k < 3; ++k) due[k] += 1000 * USDC * seconds_[k] / all;
                (seconds_[1], seconds_[2]) = (0, 0);
            } else if (on[id]) {
                _unstake(who, id);
                on[id] = false;
            } else {
                _stake(who, id);
                on[id] = true;
            }
        }
        uint256 sum;
        for (uint256 k = 1; k < 3; ++k) {
            assertApproxEqAbs(stakes.claimable(k), due[k], 20 + due[k] / 1e5);
            sum += stakes.claimable(k);
        }
        assertLe(sum, paidIn);
        assertLe(paidIn - sum, 50, "dust");
        assertLe(sum + stakes.carried(), usdc.balanceOf(address(stakes)));
    }
}

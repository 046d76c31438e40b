// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Annex} from "../src/Annex.sol";
import {Trading} from "../src/Trading.sol";
import {GovernedBase} from "./GovernedBase.t.sol";

/// How long the guardian, here the test contract, can stop the pool without a vote.
contract GuardianTest is GovernedBase {
    function _now() private view returns (uint256) {
        return vm.getBlockTimestamp();
    }

    function _pause(uint256 until) private {
        annex.pause(uint40(until));
    }

    function _refused(uint256 until, bytes memory reason) private {
        vm.expectRevert(reason);
        annex.pause(uint40(until));
    }

    function _trades() private returns (bool ok) {
        _beat();
        vm.prank(AGENT);
        (ok,) = address(vault).call(abi.encodeCall(vault.trade, (0, true, 1000 * USDC, 1, _now())));
    }

    function test_afterHisPauseTheGuardianWaitsAsLongAsTheLongest() public {
        uint256 start = _now();
        _pause(start + 7 days);
        assertFalse(_trades());
        vm.warp(start + 7 days);
        assertTrue(_trades());
        _refused(start + 8 days, abi.encodeWithSelector(Annex.PausedBefore.selector, start + 14 days));
        vm.warp(start + 14 days - 1);
        _refused(start + 15 days, abi.encodeWithSelector(Annex.PausedBefore.selector, start + 14 days));
        vm.warp(start + 14 days);
        _pause(start + 21 days);
        assertFalse(_trades());
    }

    /// A short pause is followed by the same wait: else one of a second in each block would be one without end.
    function test_aShortPauseIsNoWayAroundTheWait() public {
        uint256 start = _now();
        _pause(start + 1);
        vm.warp(start + 1);
        _refused(start + 2, abi.encodeWithSelector(Annex.PausedBefore.selector, start + 1 + 7 days));
        assertTrue(_trades());
    }

    function test_aRunningPauseMayBeLengthenedToAWeekInAll() public {
        uint256 start = _now();
        _pause(start + 1 days);
        vm.warp(start + 12 hours);
        _pause(start + 6 hours);
        (uint256 from, uint256 until) = liquidity.guardianPause();
        assertEq(from, start);
        assertEq(until, start + 1 days, "a nearer end changes nothing");
        _pause(start + 7 days);
        _refused(start + 7 days + 1, abi.encodeWithSelector(Annex.PauseTooLong.selector, start + 7 days + 1));
        (, until) = liquidity.guardianPause();
        assertEq(until, start + 7 days);
        vm.warp(start + 7 days - 1);
        assertFalse(_trades());
        vm.warp(start + 7 days);
        assertTrue(_trades());
    }

    function test_aPauseEndedByVoteIsAPauseToo() public {
        uint256 start = _now();
        _pause(start + 7 days);
        vm.warp(start + 2 days);
        vm.prank(chair);
        annex.resume();
        assertTrue(_trades());
        _refused(start + 4 days, abi.encodeWithSelector(Annex.PausedBefore.selector, start + 9 days));
        vm.warp(start + 9 days);
        _pause(start + 10 days);
        vm.warp(start + 11 days);
        vm.prank(chair);
        annex.resume();
        (, uint256 until) = liquidity.guardianPause();
        assertEq(until, start + 10 days, "ending what is over changes nothing");
    }

    function test_onlyAVoteStopsForLonger() public {
        uint256 start = _now();
        for (uint256 i; i < 4; ++i) {
            vm.prank(chair);
            annex.pause(uint40(_now() + 7 days));
            skip(7 days - 1);
            assertFalse(_trades());
        }
        (uint256 from,) = liquidity.guardianPause();
        assertEq(from, 0, "a vote is no pause of the guardian's");
        _pause(_now() + 7 days);
        vm.prank(AGENT);
        vault.heartbeat();
        vm.prank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(Trading.TradingPaused.selector, start + 35 days - 4));
        vault.trade(0, true, 1000 * USDC, 1, start + 40 days);
    }

    /// Whatever he tries, and whoever ends it: at most half of the time, and never more than a week running.
    function testFuzz_atMostHalfOfTheTime(uint256 seed) public {
        uint256 stopped;
        uint256 running;
        for (uint256 i; i < 120; ++i) {
            uint256 r = uint256(keccak256(abi.encode(seed, i)));
            (bool ok,) = address(annex).call(abi.encodeCall(annex.pause, (uint40(_now() + (r >> 8) % 8 days))));
            if (ok && r % 9 == 0) {
                vm.prank(chair);
                annex.resume();
            }
            bool off = _now() < annex.brakes().pausedUntil;
            running = off ? running + 12 hours : 0;
            assertLe(running, 7 days + 12 hours);
            if (off) stopped += 12 hours;
            skip(12 hours);
        }
        assertLe(stopped, 60 days * 1 / 2 + 7 days);
    }
}

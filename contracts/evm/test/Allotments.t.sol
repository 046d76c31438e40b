// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {Allotments} from "../src/Allotments.sol";
import {Governed} from "../src/Governed.sol";
import {Mandate} from "../src/Mandate.sol";

contract AllotmentsTest is Test {
    Mandate internal mandate;

    function setUp() public {
        mandate = new Mandate(address(this), address(this), Mandate.Config(800_000, 2000, 50, 300, 0));
        mandate.changeCapital(0, 100_000);
        mandate.changeCapital(1, 80_000);
    }

    function _record(uint256 cycle, int128 a, int128 b) private {
        int128[] memory earned = new int128[](2);
        (earned[0], earned[1]) = (a, b);
        mandate.recordCycle(cycle, earned);
    }

    /// V18: everything fires, A earns more in every window of three cycles.
    function test_theWinnerOfTheWindowIsPaid() public {
        for (uint256 i; i < 3; ++i) _record(i, 167, 107);
        mandate.review(1000);
        assertEq(mandate.allotments()[0].capital, 108_000);
        assertEq(mandate.allotments()[1].capital, 72_000);
    }

    /// V19 with the window of C27: A is silent in the last cycle, and still wins on the whole window.
    function test_aReviewLooksAtAllCyclesSinceTheLast() public {
        _record(0, 167, 107);
        _record(1, 169, 108);
        _record(2, 0, 110);
        mandate.review(1000);
        assertEq(mandate.allotments()[0].capital, 108_000, "336 against 325");
        _record(3, 0, 1);
        mandate.review(1000);
        assertEq(mandate.allotments()[0].capital, 97_200, "a new window begins after a review");
    }

    function test_equalsMoveNothingAndLossesCount() public {
        mandate.review(1000);
        assertEq(mandate.allotments()[0].capital, 100_000);
        _record(0, -5, -6);
        mandate.review(1000);
        assertEq(mandate.allotments()[0].capital, 108_000, "the smaller loss wins");
        assertEq(mandate.allotments()[0].earned, 0);
    }

    function testFuzz_capitalIsNeverMadeOrLost(uint16[8] memory parts, int64[8] memory a, int64[8] memory b) public {
        for (uint256 i; i < 8; ++i) {
            _record(i, a[i], b[i]);
            mandate.review(uint16(bound(parts[i], 1, 10_000)));
            Allotments.Allotment[] memory now_ = mandate.allotments();
            assertEq(now_[0].capital + now_[1].capital, 180_000);
        }
    }

    function test_refusals() public {
        vm.expectRevert(abi.encodeWithSelector(Allotments.UnknownAgent.selector, 3));
        mandate.changeCapital(3, 1);
        vm.expectRevert(abi.encodeWithSelector(Allotments.TooMuch.selector, 80_001, 80_000));
        mandate.changeCapital(1, -80_001);
        mandate.changeCapital(1, type(int128).max);
        vm.expectPartialRevert(Allotments.TooMuch.selector);
        mandate.changeCapital(1, type(int128).max);
    }

    function test_moreRefusals() public {
        vm.expectRevert(abi.encodeWithSelector(Allotments.CycleNotNext.selector, 1, 0));
        _record(1, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(Allotments.WrongCount.selector, 1, 2));
        mandate.recordCycle(0, new int128[](1));
        vm.expectRevert(abi.encodeWithSelector(Allotments.BadPart.selector, 0));
        mandate.review(0);
        vm.expectRevert(abi.encodeWithSelector(Allotments.BadPart.selector, 10_001));
        mandate.shiftCapital(0, 1, 10_001);
        vm.expectRevert(abi.encodeWithSelector(Allotments.TooMuch.selector, 90_000, 80_000));
        mandate.shiftCapital(1, 0, 5000);
        vm.prank(address(1));
        vm.expectRevert(abi.encodeWithSelector(Governed.NotOperator.selector, address(1)));
        mandate.recordCycle(0, new int128[](2));
        Mandate alone = new Mandate(address(this), address(this), Mandate.Config(0, 0, 0, 0, 0));
        vm.expectRevert(Allotments.NoCompetition.selector);
        alone.review(1000);
    }
}

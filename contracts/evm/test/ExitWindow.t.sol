// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Council} from "../src/Council.sol";
import {Exits} from "../src/Exits.sol";
import {GovernedBase} from "./GovernedBase.t.sol";

/// Whoever disagrees is out, at the value before the change, before a passed vote takes effect.
contract ExitWindowTest is GovernedBase {
    function test_theWindowIsTheTimelock() public {
        uint256 id = _passed(Council.Kind.Unlock, abi.encode(uint24(1 days)));
        council.queue(id);
        skip(1 days - 1);
        vm.expectPartialRevert(Council.WrongState.selector);
        council.execute(id);
        skip(1);
        council.execute(id);
    }

    function test_leaversAreSettledFirst() public {
        uint256 id = _passed(Council.Kind.Targets, abi.encode(_targets(9000, 1000)));
        council.queue(id);
        vm.prank(BOB);
        annex.requestExit(2);
        uint256 asked = block.timestamp;
        uint256 before = annex.nav();
        skip(1 days);
        vm.expectRevert(abi.encodeWithSelector(Council.LeaversFirst.selector, id, asked));
        council.execute(id);
        _pass(1);
        assertApproxEqRel(annex.settleExit(2), before / 2, 1e15, "at the value before the change");
        assertEq(annex.asset(0).targetBps, 4000);
        council.execute(id);
        assertEq(annex.asset(0).targetBps, 9000);
    }

    function test_whoAsksAfterTheWindowDoesNotHoldItUp() public {
        uint256 id = _passed(Council.Kind.Unlock, abi.encode(uint24(1 days)));
        council.queue(id);
        skip(1 days);
        vm.prank(BOB);
        annex.requestExit(2);
        council.execute(id);
    }

    function test_aShareThatCannotBeSettledDoesNotStopTheCouncilForGood() public {
        uint256 id = _passed(Council.Kind.Unlock, abi.encode(uint24(1 days)));
        council.queue(id);
        vm.prank(BOB);
        annex.requestExit(2);
        skip(1 days + 84 hours - 1);
        vm.expectPartialRevert(Council.LeaversFirst.selector);
        council.execute(id);
        skip(1);
        council.execute(id);
    }

    function test_theQueueKeepsItsOrder() public {
        for (uint256 i; i < 3; ++i) _mint(ALICE, 1000 * USDC);
        skip(1 days);
        vm.startPrank(ALICE);
        for (uint256 id = 3; id <= 5; ++id) {
            annex.requestExit(id);
            skip(10);
        }
        uint256 first = annex.exitRequestedAt(3);
        assertEq(liquidity.oldestExit(), first);
        assertEq(liquidity.nextExit(), 3);
        vm.expectRevert(abi.encodeWithSelector(Exits.AlreadyRequested.selector, 4));
        annex.requestExit(4);
        annex.cancelExit(4);
        vm.expectRevert(abi.encodeWithSelector(Exits.NotRequested.selector, 4));
        annex.cancelExit(4);
        annex.cancelExit(3);
        assertEq(liquidity.nextExit(), 5);
        annex.requestExit(3);
        annex.cancelExit(5);
        assertEq(liquidity.nextExit(), 3);
        annex.redeemInKind(3);
        assertEq(liquidity.nextExit(), 0, "whoever leaves another way waits no more");
        assertEq(liquidity.oldestExit(), 0);
        annex.requestExit(4);
        assertEq(liquidity.nextExit(), 4);
        vm.stopPrank();
    }

    /// Against a plain list: the head is always the request that has waited longest.
    function testFuzz_theHeadHasWaitedLongest(uint8[24] memory moves) public {
        for (uint256 i; i < 5; ++i) _mint(ALICE, 1000 * USDC);
        skip(1 days);
        uint256[8] memory since;
        vm.startPrank(ALICE);
        for (uint256 i; i < moves.length; ++i) {
            skip(1);
            uint256 id = 3 + moves[i] % 5;
            if (since[id] == 0) {
                annex.requestExit(id);
                since[id] = block.timestamp;
            } else {
                annex.cancelExit(id);
                since[id] = 0;
            }
            uint256 oldest = type(uint256).max;
            for (uint256 k; k < 8; ++k) if (since[k] != 0 && since[k] < oldest) oldest = since[k];
            assertEq(liquidity.oldestExit(), oldest == type(uint256).max ? 0 : oldest);
        }
        vm.stopPrank();
    }
}

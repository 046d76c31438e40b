// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Annex} from "../src/Annex.sol";
import {Book} from "../src/Book.sol";
import {Checkpoints} from "../src/Checkpoints.sol";
import {Contributions} from "../src/Contributions.sol";
import {Governed} from "../src/Governed.sol";
import {Mandate} from "../src/Mandate.sol";
import {Models} from "../src/Models.sol";
import {Scores} from "../src/Scores.sol";
import {Treasury} from "../src/Treasury.sol";
import {Base} from "./Base.t.sol";

/// Each function of an office, one by one, called by the holder of another: a modifier that is missing on one of them is noticed here.
contract AccessTest is Base {
    address internal constant HUB = address(0x0B);

    Mandate internal mandate;
    Models internal models;
    Scores internal scores;
    Checkpoints internal heads;
    Contributions internal pot;
    Treasury internal funds;

    function setUp() public override {
        super.setUp();
        mandate = new Mandate(address(this), HUB, Mandate.Config(800_000, 2000, 50, 300, 0));
        (models, scores, heads) =
            (new Models(address(this), HUB), new Scores(address(this), HUB), new Checkpoints(address(this), HUB));
        (pot, funds) = (new Contributions(address(this), HUB, IERC20(address(usdc))), new Treasury(address(this)));
    }

    function _refused(address from, address target, bytes memory call, bytes4 why) private {
        vm.prank(from);
        (bool ok, bytes memory reason) = target.call(call);
        assertFalse(ok);
        assertEq(reason, abi.encodeWithSelector(why, from));
    }

    function test_theHubDoesNotGovern() public {
        bytes4 why = Governed.NotGovernor.selector;
        assertEq(why, Book.NotGovernor.selector);
        assertEq(why, Treasury.NotGovernor.selector);
        Governed[5] memory offices = [Governed(mandate), models, scores, heads, pot];
        for (uint256 i; i < 5; ++i) _refused(HUB, address(offices[i]), abi.encodeCall(Governed.setOperator, (HUB)), why);
        _refused(HUB, address(mandate), abi.encodeCall(mandate.setConfig, (mandate.config())), why);
        _refused(HUB, address(mandate), abi.encodeCall(mandate.setFederation, ("a")), why);
        _refused(HUB, address(mandate), abi.encodeCall(mandate.changeCapital, (0, 1)), why);
        _refused(HUB, address(mandate), abi.encodeCall(mandate.shiftCapital, (0, 1, 1)), why);
        _refused(HUB, address(mandate), abi.encodeCall(mandate.review, (1)), why);
        _refused(HUB, address(models), abi.encodeCall(models.activate, ("a")), why);
        _refused(HUB, address(funds), abi.encodeCall(funds.spend, (IERC20(address(0)), HUB, 1)), why);
    }

    function test_theAgentSetsNothing() public {
        bytes4 why = Book.NotGovernor.selector;
        address at = address(vault);
        _refused(AGENT, at, abi.encodeCall(annex.listPool, (at)), why);
        _refused(AGENT, at, abi.encodeCall(annex.setTargets, (new uint16[](2))), why);
        _refused(AGENT, at, abi.encodeCall(annex.setLimits, (_limits())), why);
        _refused(AGENT, at, abi.encodeCall(annex.setPolicy, (_policy())), why);
        _refused(AGENT, at, abi.encodeCall(annex.setAgent, (AGENT, 1)), why);
        _refused(AGENT, at, abi.encodeCall(annex.setGate, (AGENT)), why);
        _refused(AGENT, at, abi.encodeCall(annex.setEligibility, (AGENT)), why);
        _refused(AGENT, at, abi.encodeCall(annex.shutdown, ()), why);
        _refused(AGENT, at, abi.encodeCall(annex.resume, ()), why);
        _refused(AGENT, at, abi.encodeCall(liquidity.resetBreaker, ()), why);
        _refused(AGENT, at, abi.encodeCall(liquidity.setUnlock, (1)), why);
        _refused(AGENT, at, abi.encodeCall(liquidity.setStaking, (AGENT)), why);
        why = Annex.NotGuardian.selector;
        _refused(AGENT, at, abi.encodeCall(annex.pause, (1)), why);
        _refused(AGENT, at, abi.encodeCall(annex.revokeAgent, ()), why);
        _refused(AGENT, at, abi.encodeCall(annex.tighten, (_limits())), why);
    }

    function test_theGovernorDoesNotOperate() public {
        bytes4 why = Governed.NotOperator.selector;
        address by = address(this);
        _refused(by, address(mandate), abi.encodeCall(mandate.recordCycle, (0, new int128[](0))), why);
        _refused(by, address(models), abi.encodeCall(models.register, (1, "a", "", 0)), why);
        _refused(by, address(models), abi.encodeCall(models.shadow, ("a")), why);
        _refused(by, address(scores), abi.encodeCall(scores.commit, (1, 0, "")), why);
        _refused(by, address(heads), abi.encodeCall(heads.checkpoint, (1, 0)), why);
        _refused(by, address(pot), abi.encodeCall(pot.register, (1, by)), why);
        _refused(by, address(pot), abi.encodeCall(pot.publishRoot, (1, 0, 0)), why);
    }
}

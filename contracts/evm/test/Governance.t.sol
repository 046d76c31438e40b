// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Allotments} from "../src/Allotments.sol";
import {Book} from "../src/Book.sol";
import {Council} from "../src/Council.sol";
import {Liquidity} from "../src/Liquidity.sol";
import {Mandate} from "../src/Mandate.sol";
import {Models} from "../src/Models.sol";
import {Shares} from "../src/Shares.sol";
import {Trading} from "../src/Trading.sol";
import {GovernedBase} from "./GovernedBase.t.sol";

/// Every kind of proposal, from proposal through vote, timelock and execution to its effect on the real contracts.
contract GovernanceTest is GovernedBase {
    function test_pairWeights() public {
        _carried(Council.Kind.Targets, abi.encode(_targets(3500, 4500)));
        assertEq(annex.asset(0).targetBps, 3500);
        assertEq(annex.asset(1).targetBps, 4500);
    }

    function test_riskLimits() public {
        Book.Limits memory limits = _limits();
        limits.tradeBps = 300;
        _carried(Council.Kind.Limits, abi.encode(limits));
        _beat();
        _buy(0, 50_000 * USDC);
    }

    function test_profitPolicy() public {
        _carried(Council.Kind.Policy, abi.encode(Book.Policy(1000, 2000, 3000, 4000)));
        assertEq(abi.encode(annex.policy()), abi.encode(Book.Policy(1000, 2000, 3000, 4000)));
    }

    function test_strategySwitch() public {
        _carried(Council.Kind.Mandate, abi.encode(Mandate.Config(550_000, 1000, 40, 600, keccak256("strategy"))));
        assertEq(mandate.config().strategyHash, keccak256("strategy"));
    }

    function test_modelUpgrade() public {
        models.register(1, keccak256("old"), "bafyold", 0);
        models.register(2, keccak256("new"), "bafynew", 0);
        _carried(Council.Kind.ActivateModel, abi.encode(keccak256("old")));
        _carried(Council.Kind.ActivateModel, abi.encode(keccak256("new")));
        assertEq(models.active(), keccak256("new"));
        assertEq(uint8(models.modelOf(keccak256("old")).status), uint8(Models.Status.Retired));
    }

    function test_agent() public {
        _carried(Council.Kind.Agent, abi.encode(BOB, uint32(block.timestamp + 30 days)));
        assertEq(annex.session().agent, BOB);
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, AGENT));
        _beat();
    }

    function test_listPool() public {
        uint256 id = _passed(Council.Kind.ListPool, abi.encode(address(btcPool)));
        council.queue(id);
        skip(1 days);
        vm.expectPartialRevert(Council.CallFailed.selector);
        council.execute(id);
        _carried(Council.Kind.ListPool, abi.encode(_newPool()));
        assertEq(annex.brakes().assetCount, 3);
    }

    function test_pauseAndResume() public {
        _carried(Council.Kind.Pause, abi.encode(uint40(block.timestamp + 7 days)));
        _beat();
        vm.expectPartialRevert(Trading.TradingPaused.selector);
        _buy(0, USDC);
        _carried(Council.Kind.Resume, "");
        _beat();
        _buy(0, USDC);
    }

    function test_resetBreaker() public {
        _buy(0, 40_000 * USDC);
        Book.Limits memory limits = _limits();
        limits.drawdownBps = 10;
        annex.tighten(limits);
        _move(btcPool, -2500);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        assertTrue(annex.brakes().tripped);
        _carried(Council.Kind.ResetBreaker, "");
        assertFalse(annex.brakes().tripped);
    }

    function test_treasurySpend() public {
        usdc.mint(address(funds), 500 * USDC);
        _carried(Council.Kind.Spend, abi.encode(address(usdc), address(0xFEE), 400 * USDC));
        assertEq(usdc.balanceOf(address(0xFEE)), 400 * USDC);
    }

    function test_gateAndEligibility() public {
        _carried(Council.Kind.Gate, abi.encode(address(this)));
        assertEq(annex.gate(), address(this));
        _carried(Council.Kind.Eligibility, abi.encode(address(this)));
        usdc.mint(BOB, 1000 * USDC);
        vm.startPrank(BOB);
        usdc.approve(address(vault), 1000 * USDC);
        vm.expectRevert(abi.encodeWithSelector(Shares.NotEligible.selector, BOB));
        vault.mint(BOB, 1000 * USDC, 1);
    }

    function mayHold(address) external pure returns (bool) {
        return false;
    }

    function test_emergencyShutdownLeavesTheDoorsOpen() public {
        _carried(Council.Kind.Shutdown, "");
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, AGENT));
        _buy(0, USDC);
        usdc.mint(BOB, 1000 * USDC);
        vm.startPrank(BOB);
        usdc.approve(address(vault), 1000 * USDC);
        vm.expectRevert(Shares.MintClosed.selector);
        vault.mint(BOB, 1000 * USDC, 1);
        assertGt(annex.redeem(2, 0), 999_999 * USDC);
        vm.stopPrank();
        vm.prank(ALICE);
        annex.redeemInKind(1);
    }

    function test_unlock() public {
        _carried(Council.Kind.Unlock, abi.encode(uint24(1 days)));
        assertTrue(annex.brakes().unlocking);
        _carried(Council.Kind.Unlock, abi.encode(uint24(0)));
        assertFalse(annex.brakes().unlocking);
    }

    function test_staking() public {
        _carried(Council.Kind.Staking, abi.encode(address(0x57)));
        assertEq(liquidity.staking().stakes, address(0x57));
        assertEq(annex.earnings().holdersBps, 0);
        assertEq(annex.policy().holdersBps, 6000, "the policy itself has not changed");
        _carried(Council.Kind.Policy, abi.encode(Book.Policy(5000, 2000, 1000, 2000)));
        assertEq(annex.earnings().holdersBps, 0);
        assertEq(annex.policy().holdersBps, 5000);
        _carried(Council.Kind.Staking, abi.encode(address(0)));
        assertEq(annex.earnings().holdersBps, 5000);
    }

    /// V20: two agents, the winner gets a tenth of the loser's capital at every review.
    function test_capitalAndReview() public {
        _carried(Council.Kind.Capital, abi.encode(uint256(0), int128(100_000)));
        _carried(Council.Kind.Capital, abi.encode(uint256(1), int128(80_000)));
        uint128[3] memory first = [uint128(108_000), 115_200, 121_680];
        for (uint256 i; i < 3; ++i) {
            mandate.recordCycle(i, _earned(166, 106));
            _carried(Council.Kind.Review, abi.encode(uint16(1000)));
            assertEq(mandate.allotments()[0].capital, first[i]);
            assertEq(mandate.allotments()[1].capital, 180_000 - first[i]);
        }
        _carried(Council.Kind.Capital, abi.encode(uint256(1), -int128(8320)));
        assertEq(mandate.allotments()[1].capital, 50_000);
    }

    /// V21: five percentage points of the book from X to Y, by 60 to 30.
    function test_shift() public {
        _carried(Council.Kind.Capital, abi.encode(uint256(0), int128(100_000)));
        _carried(Council.Kind.Capital, abi.encode(uint256(1), int128(0)));
        _carried(Council.Kind.Shift, abi.encode(uint256(0), uint256(1), uint16(500)));
        assertEq(mandate.allotments()[0].capital, 95_000);
        assertEq(mandate.allotments()[1].capital, 5000);
    }

    function test_federation() public {
        assertEq(mandate.federation(), 0);
        bytes32 scaffold = bytes32(uint256(4) << 248 | uint256(100_000) << 216);
        _carried(Council.Kind.Federation, abi.encode(scaffold));
        assertEq(mandate.federation(), scaffold);
        vm.expectEmit(address(mandate));
        emit Mandate.FederationChanged(0);
        vm.prank(address(council));
        mandate.setFederation(0);
    }

    function test_nobodyElseGoverns() public {
        bytes[10] memory calls = [
            abi.encodeCall(Liquidity.setUnlock, (1)),
            abi.encodeCall(Liquidity.setStaking, (ALICE)),
            abi.encodeCall(annex.setTargets, (_targets(1, 1))),
            abi.encodeCall(annex.setLimits, (_limits())),
            abi.encodeCall(annex.shutdown, ()),
            abi.encodeCall(annex.resume, ()),
            abi.encodeCall(Allotments.changeCapital, (0, 1)),
            abi.encodeCall(Allotments.shiftCapital, (0, 1, 1)),
            abi.encodeCall(Allotments.review, (1)),
            abi.encodeCall(Mandate.setFederation, (bytes32(uint256(1))))
        ];
        for (uint256 i; i < calls.length; ++i) {
            (bool ok, bytes memory reason) = (i < 6 ? address(vault) : address(mandate)).call(calls[i]);
            assertFalse(ok);
            assertEq(reason, abi.encodeWithSelector(Book.NotGovernor.selector, address(this)));
        }
    }

    function _earned(int128 a, int128 b) private pure returns (int128[] memory earned) {
        earned = new int128[](2);
        (earned[0], earned[1]) = (a, b);
    }
}

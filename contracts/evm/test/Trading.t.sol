// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Annex} from "../src/Annex.sol";
import {Book} from "../src/Book.sol";
import {Settings} from "../src/Settings.sol";
import {Trading} from "../src/Trading.sol";
import {Base} from "./Base.t.sol";

contract TradingTest is Base {
    function setUp() public override {
        super.setUp();
        _mint(ALICE, 1_000_000 * USDC);
        _beat();
    }

    function test_buyAndSellBookAverageCost() public {
        uint256 first = _buy(0, 20_000 * USDC);
        uint256 second = _buy(0, 10_000 * USDC);
        assertEq(annex.asset(0).books.held, first + second);
        assertEq(annex.asset(0).books.cost, 30_000 * USDC);
        uint256 part = (first + second) / 3;
        uint256 out = _sell(0, part);
        uint256 cost = (30_000 * USDC * part + first + second - 1) / (first + second);
        assertEq(annex.asset(0).books.cost, 30_000 * USDC - cost);
        assertEq(annex.money().realised, int256(out) - int256(cost));
        assertLt(annex.money().realised, 0, "fee and impact are a loss");
        assertEq(annex.money().idle, 970_000 * USDC + out);
        _assertSolvent();
    }

    function test_tradesInTwoPoolsKeepValue() public {
        uint256 before = annex.nav();
        _buy(0, 20_000 * USDC);
        _buy(1, 19_000 * USDC);
        uint256 lost = before - annex.nav();
        assertLt(lost, 40 * USDC, "5 bps of fee, less than 5 of impact");
        assertGe(lost, 20 * USDC);
    }

    function test_onlyTheAgent() public {
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, address(this)));
        vault.trade(0, true, USDC, 1, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, address(this)));
        vault.heartbeat();
    }

    function test_expiredSession() public {
        annex.setAgent(AGENT, uint32(block.timestamp));
        vm.expectRevert(abi.encodeWithSelector(Trading.SessionExpired.selector, block.timestamp));
        _buy(0, USDC);
    }

    function test_revokedAgent() public {
        annex.revokeAgent();
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, AGENT));
        _buy(0, USDC);
    }

    function test_deadline() public {
        vm.prank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(Trading.DeadlinePassed.selector, block.timestamp - 1));
        vault.trade(0, true, USDC, 1, block.timestamp - 1);
    }

    function test_minOutIsMandatoryAndKept() public {
        vm.prank(AGENT);
        vm.expectRevert(Trading.MinOutMissing.selector);
        vault.trade(0, true, USDC, 0, block.timestamp);
        vm.prank(AGENT);
        vm.expectPartialRevert(Trading.BelowFloor.selector);
        vault.trade(0, true, 60_000 * USDC / 100, 1e6, block.timestamp);
    }

    function test_tradeCapIsStrict() public {
        vm.expectRevert(abi.encodeWithSelector(Trading.OverTradeCap.selector, 20_000 * USDC + 1, 20_000 * USDC));
        _buy(0, 20_000 * USDC + 1);
        _buy(0, 20_000 * USDC);
    }

    function test_unknownAsset() public {
        vm.expectRevert(abi.encodeWithSelector(Book.UnknownAsset.selector, 2));
        _buy(2, USDC);
    }

    function test_frequencyIsASlidingMinute() public {
        uint256 start = vm.getBlockTimestamp();
        uint24[8] memory times = [uint24(0), 10, 20, 30, 59, 60, 61, 70];
        bool[8] memory allowed = [true, true, true, false, false, true, false, true];
        for (uint256 i; i < 8; ++i) {
            vm.warp(start + times[i]);
            if (!allowed[i]) vm.expectRevert(abi.encodeWithSelector(Trading.OverFrequency.selector, 0));
            _buy(0, USDC);
        }
        _buy(1, USDC);
    }

    function test_heartbeatGoesStaleByBlockAndByTime() public {
        vm.roll(block.number + 25);
        _buy(0, USDC);
        vm.roll(block.number + 1);
        vm.expectPartialRevert(Trading.HeartbeatStale.selector);
        _buy(0, USDC);
        _beat();
        skip(300);
        _buy(0, USDC);
        skip(1);
        vm.expectPartialRevert(Trading.HeartbeatStale.selector);
        _buy(0, USDC);
    }

    function test_pauseStopsTradingAndEndsByItself() public {
        annex.pause(uint40(block.timestamp + 200));
        vm.expectRevert(abi.encodeWithSelector(Trading.TradingPaused.selector, block.timestamp + 200));
        _buy(0, USDC);
        skip(200);
        _buy(0, USDC);
        uint256 tooLong = block.timestamp + 7 days + 1;
        vm.expectRevert(abi.encodeWithSelector(Annex.PauseTooLong.selector, tooLong));
        annex.pause(uint40(tooLong));
    }

    function test_turnoverRefillsLinearly() public {
        Book.Limits memory limits = _limits();
        limits.turnoverBps = 600;
        annex.setLimits(limits);
        _buy(0, 20_000 * USDC);
        vm.expectPartialRevert(Trading.OverTurnover.selector);
        _buy(1, 11_000 * USDC);
        // A third of the budget is back after a third of the window.
        for (uint256 i; i < 8; ++i) _pass(1 hours);
        _beat();
        _buy(1, 19_000 * USDC);
    }

    function test_lossBudgetEndsAttrition() public {
        Book.Limits memory limits = _limits();
        limits.lossBps = 2;
        annex.setLimits(limits);
        uint256 before = annex.nav();
        uint256 trades;
        for (;; ++trades) {
            skip(60);
            _beat();
            vm.prank(AGENT);
            (bool ok, bytes memory reason) =
                address(vault).call(abi.encodeCall(vault.trade, (trades % 2, true, 19_000 * USDC, 1, block.timestamp)));
            if (ok) continue;
            assertEq(bytes4(reason), Trading.OverLoss.selector);
            break;
        }
        assertGt(trades, 2);
        // The refill of ten minutes comes on top.
        assertLe(before - annex.nav(), before / 10_000 + before / 1_000_000);
    }

    function test_manipulatedPoolReverts() public {
        _move(btcPool, 350);
        vm.expectPartialRevert(Trading.PriceDeviates.selector);
        _buy(0, 10_000 * USDC);
        _buy(1, 10_000 * USDC);
    }

    function test_dearPoolWithinDeviationMeetsTheFloor() public {
        _move(btcPool, 150);
        vm.expectPartialRevert(Trading.BelowFloor.selector);
        _buy(0, 10_000 * USDC);
    }

    function test_noMeanPriceBeforeHalfAnHour() public {
        _deploy(usdc);
        _mint(ALICE, 1_000_000 * USDC);
        _beat();
        vm.expectRevert(abi.encodeWithSelector(Book.NoMeanPrice.selector, 0));
        _buy(0, USDC);
        _pass(1799);
        _beat();
        vm.expectRevert(abi.encodeWithSelector(Book.NoMeanPrice.selector, 0));
        _buy(0, USDC);
        skip(1);
        _buy(0, USDC);
    }

    function test_breakerTripsOnDrawdownAndOnlyTheGovernorResetsIt() public {
        Book.Limits memory limits = _limits();
        (limits.drawdownBps, limits.tradesPerMinute) = (100, 3);
        annex.setLimits(limits);
        for (uint256 i; i < 5; ++i) {
            _beat();
            _buy(0, 18_000 * USDC);
            skip(60);
        }
        _move(btcPool, -2500);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        assertTrue(annex.brakes().tripped);
        _beat();
        vm.expectRevert(Trading.BreakerOpen.selector);
        _sell(0, 1e6);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Book.NotGovernor.selector, ALICE));
        liquidity.resetBreaker();
        liquidity.resetBreaker();
        _sell(0, 1e6);
    }

    function test_payoutsAreNoDrawdown() public {
        _buy(0, 20_000 * USDC);
        _move(btcPool, 3000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        _sell(0, annex.asset(0).books.held * 3 / 4);
        _beat();
        uint256 before = annex.nav();
        vault.distribute();
        uint256 paid = before - annex.nav();
        assertGt(paid, 2000 * USDC);
        _beat();
        assertApproxEqRel(annex.level().peak, annex.nav(), 1e14, "the peak came down with the payout");
    }

    function test_onlyTighteningWithoutAVote() public {
        Book.Limits memory limits = _limits();
        limits.tradeBps = 100;
        annex.tighten(limits);
        assertEq(annex.brakes().limits.tradeBps, 100);
        vm.expectRevert(Annex.Loosens.selector);
        annex.tighten(_limits());
    }

    function test_onlyGuardianAndGovernorStop() public {
        bytes memory refusal = abi.encodeWithSelector(Annex.NotGuardian.selector, ALICE);
        Book.Limits memory limits = _limits();
        vm.startPrank(ALICE);
        vm.expectRevert(refusal);
        annex.pause(uint40(block.timestamp + 1));
        vm.expectRevert(refusal);
        annex.revokeAgent();
        vm.expectRevert(refusal);
        annex.tighten(limits);
        vm.stopPrank();
    }

    function test_onlyTheGovernorSets() public {
        bytes[10] memory calls = [
            abi.encodeCall(annex.setLimits, (_limits())),
            abi.encodeCall(annex.setPolicy, (_policy())),
            abi.encodeCall(annex.setAgent, (ALICE, 1)),
            abi.encodeCall(annex.setTargets, (new uint16[](2))),
            abi.encodeCall(annex.setGate, (ALICE)),
            abi.encodeCall(annex.setEligibility, (ALICE)),
            abi.encodeCall(annex.listPool, (ALICE)),
            abi.encodeCall(annex.resume, ()),
            abi.encodeCall(liquidity.resetBreaker, ()),
            abi.encodeCall(annex.shutdown, ())
        ];
        for (uint256 i; i < calls.length; ++i) {
            vm.prank(ALICE);
            (bool ok, bytes memory reason) = address(vault).call(calls[i]);
            assertFalse(ok);
            assertEq(reason, abi.encodeWithSelector(Book.NotGovernor.selector, ALICE));
        }
    }

    function test_badSettingsAreRefused() public {
        Book.Limits memory limits = _limits();
        limits.twapSeconds = 30 minutes - 1;
        vm.expectRevert(Settings.BadLimits.selector);
        annex.setLimits(limits);
        uint16[] memory targets = new uint16[](2);
        (targets[0], targets[1]) = (6000, 4001);
        vm.expectRevert(abi.encodeWithSelector(Settings.BadTargets.selector, 10_001));
        annex.setTargets(targets);
        vm.expectRevert(abi.encodeWithSelector(Settings.BadPool.selector, address(btcPool)));
        annex.listPool(address(btcPool));
        vm.expectRevert(abi.encodeWithSelector(Book.UnknownAsset.selector, 2));
        annex.asset(2);
    }

    function test_callbackRefusesStrangers() public {
        vm.expectRevert(abi.encodeWithSelector(Trading.NotPool.selector, address(this)));
        vault.uniswapV3SwapCallback(1, -1, "");
        vm.expectRevert(abi.encodeWithSelector(Trading.NotPool.selector, address(btcPool)));
        vm.prank(address(btcPool));
        vault.uniswapV3SwapCallback(1, -1, "");
    }

    function test_gateIsAskedWhereThereIsOne() public {
        annex.setGate(address(this));
        open = false;
        vm.expectRevert(abi.encodeWithSelector(Trading.GateClosed.selector, address(this)));
        _buy(0, 1000 * USDC);
        open = true;
        _buy(0, 1000 * USDC);
        annex.setGate(address(0));
        open = false;
        _buy(0, 1000 * USDC);
    }

    bool private open;

    function pass(uint256, bool, uint256, uint256, uint256) external view returns (bool) {
        return open;
    }

    function test_shutdownEndsTradingForGood() public {
        annex.shutdown();
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, AGENT));
        _buy(0, USDC);
        annex.setAgent(AGENT, type(uint32).max);
        vm.expectPartialRevert(Trading.TradingPaused.selector);
        _buy(0, USDC);
        skip(1 days);
        vm.prank(ALICE);
        annex.redeem(1, 0);
    }

    function testFuzz_manipulationBeyondTheLimitReverts(uint16 by, bool up, bool buy) public {
        _buy(0, 20_000 * USDC);
        skip(60);
        _beat();
        uint256 bps = bound(by, 310, 5000);
        _move(btcPool, up ? int256(bps) : -int256(bps));
        uint256 half = annex.asset(0).books.held / 2;
        vm.expectPartialRevert(Trading.PriceDeviates.selector);
        if (buy) _buy(0, 10_000 * USDC);
        else _sell(0, half);
    }
}

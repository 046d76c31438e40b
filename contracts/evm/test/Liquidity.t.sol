// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Book} from "../src/Book.sol";
import {Liquidity} from "../src/Liquidity.sol";
import {Trading} from "../src/Trading.sol";
import {MockToken} from "../src/local/MockToken.sol";
import {LiquidityBase} from "./LiquidityBase.t.sol";

contract LiquidityTest is LiquidityBase {
    function setUp() public override {
        super.setUp();
        _mint(ALICE, 1_000_000 * USDC);
        _mint(BOB, 1_000_000 * USDC);
        skip(1 days);
        _pass(1);
        _beat();
        _buy(0, 20_000 * USDC);
        skip(60);
        _beat();
    }

    function test_addingMovesNoValue() public {
        uint256 before = annex.nav();
        (uint256 quoteIn, uint256 baseIn) = _add(0, 600, 20_000 * USDC);
        assertGt(quoteIn, 9000 * USDC);
        assertGt(baseIn, 0);
        assertApproxEqAbs(annex.nav(), before, 10 * USDC, "tokens became a position of the same worth");
        Book.Position memory at = liquidity.position(0);
        assertEq(at.quotePut, quoteIn);
        assertEq(at.basePut, baseIn);
        assertGt(at.cost, 0);
        assertEq(annex.brakes().positions, 1);
        _assertSolvent();
    }

    function test_aPositionThatComesBackUnmovedRealisesNothing() public {
        Book.Money memory before = annex.money();
        uint256 cost = annex.asset(0).books.cost;
        _add(0, 600, 20_000 * USDC);
        _remove(0);
        assertApproxEqAbs(annex.money().realised, before.realised, 1300, "rounding of one unit of BTC");
        assertApproxEqAbs(annex.money().idle, before.idle, 2);
        assertApproxEqAbs(annex.asset(0).books.cost, cost, 1300);
        assertEq(annex.brakes().positions, 0);
        assertEq(liquidity.position(0).liquidity, 0);
        _assertSolvent();
    }

    function test_feesAreProfitAndAnyoneMayCollectThem() public {
        _add(0, 600, 20_000 * USDC);
        for (uint256 i; i < 4; ++i) {
            _outside(btcPool, true, 300_000 * USDC);
            _outside(btcPool, false, 5e8);
        }
        uint256 nav = annex.nav();
        Book.Money memory before = annex.money();
        vm.prank(BOB);
        (uint256 quoteFees, uint256 baseFees) = liquidity.collectFees(0);
        assertGt(quoteFees, 0);
        assertGt(baseFees, 0);
        assertEq(annex.money().idle, before.idle + quoteFees);
        assertEq(annex.money().realised, int256(before.realised) + int256(quoteFees));
        assertApproxEqAbs(annex.nav(), nav, 2, "uncollected fees were counted already");
        _assertSolvent();
    }

    function test_aRisingPriceSellsAndRealises() public {
        _add(0, 600, 20_000 * USDC);
        uint256 held = annex.asset(0).books.held;
        int256 realised = annex.money().realised;
        _move(btcPool, 1000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        (, uint256 baseOut) = _remove(0);
        assertEq(baseOut, 0, "above its range a position is all quote");
        assertEq(annex.asset(0).books.held, held);
        assertGt(annex.money().realised, realised, "sold above cost");
        _assertSolvent();
    }

    function test_aFallingPriceBuysAndRealisesNothing() public {
        _add(0, 600, 20_000 * USDC);
        int256 realised = annex.money().realised;
        _move(btcPool, -1000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        (uint256 quoteOut,) = _remove(0);
        assertLt(quoteOut, 10 * USDC, "below its range a position is all base but for fees");
        assertApproxEqAbs(annex.money().realised, realised, 10 * USDC, "fees at most");
        assertApproxEqAbs(annex.asset(0).books.cost, 30_000 * USDC, 10 * USDC, "what it bought stands at what it paid");
        _assertSolvent();
    }

    function test_recentreFollowsThePrice() public {
        _add(0, 300, 20_000 * USDC);
        _move(btcPool, 200);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        int24 was = liquidity.position(0).lower;
        Liquidity.Addition memory wanted = _wanted(0, 300, 10_000 * USDC);
        vm.prank(AGENT);
        liquidity.recentre(wanted);
        assertTrue(liquidity.position(0).lower != was);
        assertEq(liquidity.position(0).liquidity, wanted.liquidity);
        _assertSolvent();
    }

    function test_rangesOfOnePoolAreNotMixed() public {
        Liquidity.Addition memory first = _wanted(0, 600, 10_000 * USDC);
        vm.prank(AGENT);
        liquidity.addLiquidity(first);
        vm.prank(AGENT);
        liquidity.addLiquidity(first);
        assertEq(liquidity.position(0).liquidity, 2 * first.liquidity, "the same range grows");
        first.lower -= 10;
        vm.prank(AGENT);
        vm.expectPartialRevert(Liquidity.BadRange.selector);
        liquidity.addLiquidity(first);
    }

    function test_onlyTheAgentAndOnlyInTime() public {
        Liquidity.Addition memory wanted = _wanted(0, 600, 10_000 * USDC);
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, address(this)));
        liquidity.addLiquidity(wanted);
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, address(this)));
        liquidity.recentre(wanted);
        vm.expectRevert(abi.encodeWithSelector(Book.NotAgent.selector, address(this)));
        liquidity.removeLiquidity(0, 1, block.timestamp);
        wanted.deadline = block.timestamp - 1;
        _refused(wanted, abi.encodeWithSelector(Trading.DeadlinePassed.selector, block.timestamp - 1));
        wanted.deadline = block.timestamp;
        annex.setAgent(AGENT, uint32(block.timestamp));
        _refused(wanted, abi.encodeWithSelector(Trading.SessionExpired.selector, block.timestamp));
    }

    function test_pauseBreakerAndHeartbeatStopIt() public {
        Liquidity.Addition memory wanted = _wanted(0, 600, 10_000 * USDC);
        skip(301);
        wanted.deadline = block.timestamp;
        vm.expectPartialRevert(Trading.HeartbeatStale.selector);
        vm.prank(AGENT);
        liquidity.addLiquidity(wanted);
        _beat();
        annex.pause(uint40(block.timestamp + 100));
        _refused(wanted, abi.encodeWithSelector(Trading.TradingPaused.selector, block.timestamp + 100));
        annex.resume();
        Book.Limits memory limits = _limits();
        limits.drawdownBps = 10;
        annex.setLimits(limits);
        _move(btcPool, -2500);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        wanted.deadline = block.timestamp;
        _refused(wanted, abi.encodeWithSelector(Trading.BreakerOpen.selector));
    }

    function test_capDeviationMaximumAndRange() public {
        Liquidity.Addition memory wanted = _wanted(0, 600, 41_000 * USDC);
        vm.prank(AGENT);
        // More base than the vault holds: the transfer itself fails.
        vm.expectRevert();
        liquidity.addLiquidity(wanted);
        usdc.mint(address(vault), 1);
        btc.mint(address(vault), 1e8);
        vm.prank(AGENT);
        vm.expectPartialRevert(Book.NotEnough.selector);
        liquidity.addLiquidity(wanted);
        wanted = _wanted(0, 600, 30_000 * USDC);
        wanted.quoteMax = 1;
        vm.prank(AGENT);
        vm.expectPartialRevert(Liquidity.OverMaximum.selector);
        liquidity.addLiquidity(wanted);
        wanted.liquidity = 0;
        _refused(wanted, abi.encodeWithSelector(Liquidity.NothingToAdd.selector));
        wanted.index = 2;
        _refused(wanted, abi.encodeWithSelector(Book.UnknownAsset.selector, 2));
        _move(btcPool, 350);
        wanted = _wanted(0, 600, 10_000 * USDC);
        vm.prank(AGENT);
        vm.expectPartialRevert(Trading.PriceDeviates.selector);
        liquidity.addLiquidity(wanted);
    }

    function test_sizeIsCapped() public {
        skip(60);
        _beat();
        _buy(0, 30_000 * USDC);
        skip(60);
        _beat();
        Liquidity.Addition memory wanted = _wanted(0, 600, 41_000 * USDC);
        vm.prank(AGENT);
        vm.expectPartialRevert(Trading.OverTradeCap.selector);
        liquidity.addLiquidity(wanted);
    }

    function test_frequencyAndTurnoverAreShared() public {
        _add(0, 600, 4000 * USDC);
        _add(0, 600, 4000 * USDC);
        _add(0, 600, 4000 * USDC);
        Liquidity.Addition memory wanted = _wanted(0, 600, 4000 * USDC);
        _refused(wanted, abi.encodeWithSelector(Trading.OverFrequency.selector, 0));
        skip(60);
        _beat();
        Book.Limits memory limits = _limits();
        limits.turnoverBps = 100;
        annex.setLimits(limits);
        wanted.deadline = block.timestamp;
        vm.prank(AGENT);
        vm.expectPartialRevert(Trading.OverTurnover.selector);
        liquidity.addLiquidity(wanted);
    }

    function test_skewedPriceCostsTheLossBudgetAndMeetsTheFloor() public {
        _move(btcPool, 280);
        Liquidity.Addition memory wanted = _wanted(0, 20, 10_000 * USDC);
        vm.prank(AGENT);
        vm.expectPartialRevert(Liquidity.LossyRange.selector);
        liquidity.addLiquidity(wanted);
        Book.Limits memory limits = _limits();
        (limits.slippageBps, limits.lossBps) = (500, 1);
        annex.setLimits(limits);
        vm.prank(AGENT);
        vm.expectPartialRevert(Trading.OverLoss.selector);
        liquidity.addLiquidity(wanted);
    }

    function test_gateIsAsked() public {
        annex.setGate(address(this));
        Liquidity.Addition memory wanted = _wanted(0, 600, 4000 * USDC);
        _refused(wanted, abi.encodeWithSelector(Trading.GateClosed.selector, address(this)));
        open = true;
        vm.prank(AGENT);
        liquidity.addLiquidity(wanted);
    }

    bool private open;

    function passLiquidity(uint256, int24, int24, uint128, uint256) external view returns (bool) {
        return open;
    }

    function test_strangersCannotCallBack() public {
        vm.expectRevert(abi.encodeWithSelector(Trading.NotPool.selector, address(this)));
        liquidity.uniswapV3MintCallback(1, 1, "");
        vm.prank(address(btcPool));
        vm.expectRevert(abi.encodeWithSelector(Trading.NotPool.selector, address(btcPool)));
        liquidity.uniswapV3MintCallback(1, 1, "");
    }

    function test_anyoneClosesWhenNoAgentMay() public {
        _add(0, 600, 10_000 * USDC);
        vm.expectRevert(abi.encodeWithSelector(Liquidity.AgentInCharge.selector, AGENT));
        liquidity.closePosition(0);
        uint256 before = annex.nav();
        annex.shutdown();
        _move(btcPool, 900);
        vm.prank(BOB);
        liquidity.closePosition(0);
        assertGe(annex.nav() + 2, before, "closing at a moved price costs nothing at the mean");
        vm.expectRevert(abi.encodeWithSelector(Liquidity.NoPosition.selector, 0));
        liquidity.closePosition(0);
        vm.expectRevert(abi.encodeWithSelector(Liquidity.NoPosition.selector, 0));
        liquidity.collectFees(0);
    }

    function test_leavingInKindTakesThePartOfThePosition() public {
        _add(0, 600, 20_000 * USDC);
        uint128 before = liquidity.position(0).liquidity;
        uint256 worth = annex.navSpot();
        vm.prank(ALICE);
        uint256 assets = annex.redeemInKind(1);
        assertApproxEqRel(liquidity.position(0).liquidity, before / 2, 1e12);
        uint256 inBase = btc.balanceOf(ALICE) * 60_000 / 100;
        assertApproxEqRel(assets + inBase, worth / 2, 1e15, "half of everything");
        assertEq(usdc.balanceOf(ALICE), assets);
        _assertSolvent();
        uint256 rest = annex.navSpot();
        vm.prank(BOB);
        annex.redeemInKindWithout(2, 1);
        assertEq(btc.balanceOf(BOB), 0, "the skipped asset's position stays");
        assertLt(annex.navSpot(), rest);
        assertGt(liquidity.position(0).liquidity, 0);
    }

    function test_queuedExitUnwindsThePosition() public {
        _add(0, 600, 20_000 * USDC);
        uint128 before = liquidity.position(0).liquidity;
        uint256 worth = annex.nav();
        vm.prank(ALICE);
        annex.requestExit(1);
        _pass(1);
        uint256 assets = annex.settleExit(1);
        assertApproxEqRel(liquidity.position(0).liquidity, before / 2, 1e12);
        assertApproxEqRel(assets, worth / 2, 1e15);
        assertLe(assets, worth / 2);
        _assertSolvent();
    }

    function test_redeemAndMintCountThePositionAtTheWorsePrice() public {
        _add(0, 600, 30_000 * USDC);
        _outside(btcPool, true, 3_000_000 * USDC);
        uint256 fair = annex.nav();
        assertGt(annex.navSpot(), fair);
        uint256 most = 10_000 * USDC * annex.totalWeight() / annex.navSpot() + 1;
        uint256 id = _mint(BOB, 10_000 * USDC);
        assertLe(annex.weightOf(id), most, "a minter pays the dearer price");
        most = annex.nav() * annex.weightOf(1) / annex.totalWeight() + 1;
        vm.prank(ALICE);
        assertLe(annex.redeem(1, 0), most, "a leaver gets the cheaper");
    }

    function test_donatedLiquidityChangesNothing() public {
        _add(0, 600, 10_000 * USDC);
        uint256 before = annex.nav();
        Book.Position memory at = liquidity.position(0);
        btcPool.mint(address(vault), at.lower, at.upper, 1e12, "");
        assertEq(annex.nav(), before);
        _remove(0);
        assertApproxEqAbs(annex.nav(), before, 2500, "rounding of four units of BTC at most");
        _assertSolvent();
    }

    function testFuzz_skewedLiquidityTakesAtMostTheLossBudget(uint16 skew, bool up, uint16 width, bool narrow) public {
        uint256 before = annex.nav();
        int256 bps = int256(bound(skew, 1, 295));
        _move(btcPool, up ? bps : -bps);
        Liquidity.Addition memory wanted =
            _wanted(0, narrow ? int24(20) : int24(uint24(bound(width, 20, 4000))), 15_000 * USDC);
        vm.prank(AGENT);
        (bool ok,) = address(vault).call(abi.encodeCall(liquidity.addLiquidity, (wanted)));
        if (!ok) return;
        _move(btcPool, up ? -bps : bps);
        skip(1);
        vault.mark();
        // One addition loses at most slippage on 2 % of the pool.
        assertGe(annex.nav() + before * 2 * 100 / (100 * 10_000) + USDC, before);
        assertEq(usdc.balanceOf(AGENT) + btc.balanceOf(AGENT), 0);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Annex} from "../src/Annex.sol";
import {Book} from "../src/Book.sol";
import {Distributor} from "../src/Distributor.sol";
import {Liquidity} from "../src/Liquidity.sol";
import {ShareArt} from "../src/ShareArt.sol";
import {Stakes} from "../src/Stakes.sol";
import {PriceMath} from "../src/libraries/PriceMath.sol";
import {Twap} from "../src/libraries/Twap.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Test} from "forge-std/Test.sol";
import {LiquidityBase} from "./LiquidityBase.t.sol";

/// Rounding of prices where pools seldom go.
contract PricesTest is Test {
    function mean(int56 from, int56 to, uint32 elapsed) external view returns (bool known, int24 tick) {
        Twap.Checkpoints memory points = Twap.Checkpoints(0, 0, from, uint32(block.timestamp) - elapsed);
        return Twap.mean(points, to, elapsed);
    }

    function test_aMeanIsRoundedTowardsMinusInfinity() public {
        vm.warp(1_725_000_000);
        int56[5] memory to = [int56(-7), -8, 7, -1, 0];
        int24[5] memory wanted = [int24(-4), -4, 3, -1, 0];
        for (uint256 i; i < 5; ++i) {
            (bool known, int24 tick) = this.mean(0, to[i], 2);
            assertTrue(known);
            assertEq(tick, wanted[i]);
        }
    }

    /// Beyond 2^64 units of one token for a unit of the other a square no longer fits a word; the other way round it does.
    function testFuzz_farPricesAgreeWithTheirInverse(uint256 amount, uint24 far) public pure {
        int24 tick = int24(int256(bound(far, 443_640, 887_200)));
        amount = bound(amount, 1e6, 1e18);
        assertApproxEqRel(PriceMath.convert(amount, tick, true), PriceMath.convert(amount, -tick, false), 1e9);
        assertEq(PriceMath.convert(1, tick, false), 0);
        uint256 many = PriceMath.convert(1e6, tick, true);
        assertApproxEqAbs(PriceMath.convert(many, tick, false), 1e6, 1);
    }
}

/// Corners of the vault that no promise names but that money may come through.
contract EdgesTest is LiquidityBase {
    function setUp() public override {
        super.setUp();
        _mint(ALICE, 1_000_000 * USDC);
        _mint(BOB, 1_000_000 * USDC);
        skip(1 days);
        _pass(1);
        _beat();
    }

    /// Limits that stand in nobody's way.
    function _loose() private {
        Book.Limits memory limits = _limits();
        (limits.tradeBps, limits.turnoverBps, limits.slippageBps, limits.lossBps) = (10_000, 65_535, 200, 10_000);
        annex.setLimits(limits);
    }

    /// A profit that is realised, with little quote left to pay it from.
    function _profitWithoutIdle() private {
        _loose();
        _buy(0, 400_000 * USDC);
        _move(btcPool, 3000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        _sell(0, annex.asset(0).books.held / 2);
        for (uint256 i; i < 3; ++i) {
            skip(60);
            _pass(1);
            _beat();
            _buy(1, annex.money().idle / 3);
            _move(ethPool, -60);
        }
        skip(60);
        _pass(31 minutes);
        _beat();
        while (annex.money().idle > 20_000 * USDC) {
            skip(61);
            _beat();
            _buy(1, annex.money().idle > 500_000 * USDC ? 400_000 * USDC : annex.money().idle - 10_000 * USDC);
            _move(ethPool, -90);
            _pass(61 minutes);
        }
        _pass(1);
    }

    function _position(uint256 worth) private {
        _buy(0, worth);
        skip(61);
        _beat();
        _add(0, 600, worth);
    }

    // ------------------------------------------------------------------ construction and views

    function test_anAnnexRefusesLiquidityOfAnotherVault() public {
        for (uint256 which; which < 3; ++which) {
            Liquidity other = new Liquidity(
                which == 0 ? IERC20(address(btc)) : IERC20(address(usdc)),
                which == 1 ? ALICE : address(this),
                which == 2 ? 2 days : 1 days
            );
            vm.expectRevert(abi.encodeWithSelector(Annex.ForeignLiquidity.selector, address(other)));
            new Annex(usdc, address(this), 1 days, address(this), address(other));
        }
    }

    function test_budgetsShowWhatIsUsed() public {
        assertEq(annex.budgets().turnover, 0);
        _buy(0, 20_000 * USDC);
        assertEq(annex.budgets().turnover, 1e6, "one per cent of net asset value");
        assertGt(annex.budgets().loss, 0);
        assertEq(annex.budgets().at, block.timestamp);
    }

    function test_aPictureOfNothing() public {
        ShareArt art = new ShareArt();
        string memory nothing = art.picture(ShareArt.Figures(1, 0, 0, 0, 0, 0, 0, 0, 6));
        assertEq(vm.split(nothing, ">0%</text>").length, 2);
        assertEq(vm.split(nothing, 'stroke-dasharray="0 628"').length, 2);
        assertEq(vm.split(art.picture(ShareArt.Figures(1, 1, 8, 0, 0, 0, 0, 0, 6)), ">12.50%</text>").length, 2);
    }

    // ------------------------------------------------------------------ distribution

    function test_noMoreIsDistributedThanIsIdle() public {
        _profitWithoutIdle();
        uint256 idle = annex.money().idle;
        assertLt(idle, uint256(int256(annex.money().realised)), "less idle than realised");
        assertLt(idle, annex.money().gain);
        assertEq(annex.distributable(), idle);
        assertEq(vault.distribute(), idle);
        assertEq(annex.money().idle, idle * 2000 / 10_000, "what is reinvested stays");
        _assertSolvent();
    }

    function test_aLossDistributesNothing() public {
        _buy(0, 20_000 * USDC);
        _move(btcPool, -200);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        _sell(0, annex.asset(0).books.held);
        _pass(1);
        assertLt(annex.money().realised, 0);
        assertEq(annex.distributable(), 0);
        vm.expectRevert(Distributor.NothingToDistribute.selector);
        vault.distribute();
    }

    /// The accumulator holds 2^32 quote units per weight, which no pool earns; it stops rather than begins anew.
    function test_aFullAccumulatorStopsDistributions() public {
        _profitWithoutIdle();
        bytes32 slot = bytes32(uint256(2));
        assertEq(uint256(vm.load(address(vault), slot)) >> 160 & type(uint64).max, annex.totalWeight());
        vm.store(address(vault), slot, vm.load(address(vault), slot) | bytes32(uint256(type(uint96).max)));
        vm.expectRevert(Distributor.EarningsFull.selector);
        vault.distribute();
    }

    function test_noPartForHoldersLeavesTheStakesTheirNothing() public {
        Stakes stakes = new Stakes(address(vault));
        liquidity.setStaking(address(stakes));
        annex.setPolicy(Book.Policy(0, 9001, 999, 0));
        _profitWithoutIdle();
        vault.distribute();
        (, uint256 toTreasury) = vault.payBuckets();
        assertLt(toTreasury, 3, "the remainder of the split");
        assertEq(usdc.balanceOf(TREASURY), toTreasury);
        assertEq(usdc.balanceOf(address(stakes)), 0);
    }

    // ------------------------------------------------------------------ positions

    function test_onlyTheFirstEightPoolsHoldPositions() public {
        for (uint256 i = 2; i < 9; ++i) annex.listPool(_newPool());
        Liquidity.Addition memory wanted = _wanted(0, 600, 1000 * USDC);
        wanted.index = 8;
        _refused(wanted, abi.encodeWithSelector(Liquidity.TooManyAssets.selector, 8));
    }

    function test_otherAssetsCountWhereAPositionIsSized() public {
        _buy(1, 30_000 * USDC);
        _buy(0, 30_000 * USDC);
        skip(61);
        _beat();
        _add(0, 600, 20_000 * USDC);
        _assertSolvent();
    }

    function test_aPositionTakesNoMoreQuoteThanIsIdle() public {
        _profitWithoutIdle();
        _beat();
        uint256 idle = annex.money().idle;
        usdc.mint(address(vault), 1_000_000 * USDC);
        Liquidity.Addition memory wanted = _wanted(0, 600, 4 * idle);
        vm.prank(AGENT);
        vm.expectPartialRevert(Book.NotEnough.selector);
        liquidity.addLiquidity(wanted);
        _add(0, 600, idle);
        assertLt(annex.money().idle, idle);
    }

    function test_noMoreComesBackThanStands() public {
        _position(20_000 * USDC);
        uint128 all = liquidity.position(0).liquidity;
        vm.startPrank(AGENT);
        vm.expectRevert(abi.encodeWithSelector(Liquidity.NoPosition.selector, 0));
        liquidity.removeLiquidity(0, 0, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(Liquidity.NoPosition.selector, 0));
        liquidity.removeLiquidity(0, all + 1, block.timestamp);
        liquidity.removeLiquidity(0, all, block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(Liquidity.NoPosition.selector, 1));
        liquidity.removeLiquidity(1, 1, block.timestamp);
    }

    function test_feesAndSalesOfAPositionUnlockOverTime() public {
        liquidity.setUnlock(1 days);
        _position(20_000 * USDC);
        for (uint256 i; i < 4; ++i) {
            _outside(btcPool, true, 300_000 * USDC);
            _outside(btcPool, false, 5e8);
        }
        int256 before = annex.money().realised;
        (uint256 fees,) = liquidity.collectFees(0);
        assertGt(fees, 0);
        assertEq(annex.money().realised, before + int256(fees));
        (uint256 locked,) = liquidity.locked();
        assertEq(locked, fees, "fees are locked");
        _move(btcPool, 1000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        (uint256 rest,) = liquidity.locked();
        before = annex.money().realised;
        _remove(0);
        (locked,) = liquidity.locked();
        assertEq(int256(locked), int256(rest) + annex.money().realised - before, "and so is what the sale made");
        assertGt(locked, rest);
    }

    function test_aPositionTooSmallToCutStays() public {
        _position(20_000 * USDC);
        uint128 all = liquidity.position(0).liquidity;
        vm.prank(AGENT);
        liquidity.removeLiquidity(0, all - 1, block.timestamp);
        vm.prank(ALICE);
        annex.redeemInKind(1);
        assertEq(liquidity.position(0).liquidity, 1);
        assertEq(annex.brakes().positions, 1);
        _assertSolvent();
    }

    function test_aPositionThatIsAllQuoteIsUnwoundWithoutASale() public {
        Liquidity.Addition memory wanted = _wanted(0, 600, 10_000 * USDC);
        (wanted.lower, wanted.upper) = annex.asset(0).quoteIs0
            ? (wanted.upper, wanted.upper + 600)
            : (wanted.lower - 600, wanted.lower);
        vm.prank(AGENT);
        (uint256 quoteIn, uint256 baseIn) = liquidity.addLiquidity(wanted);
        assertGt(quoteIn, 4000 * USDC);
        assertEq(baseIn + annex.asset(0).books.held, 0);
        uint256 worth = annex.nav();
        uint128 before = liquidity.position(0).liquidity;
        vm.prank(ALICE);
        annex.requestExit(1);
        _pass(1);
        uint256 assets = annex.settleExit(1);
        assertApproxEqRel(assets, worth / 2, 1e13, "nothing was sold, so nothing was lost");
        assertApproxEqRel(liquidity.position(0).liquidity, before / 2, 1e12);
        assertEq(usdc.balanceOf(ALICE), assets);
        _assertSolvent();
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Annex} from "../src/Annex.sol";
import {Book} from "../src/Book.sol";
import {Exits} from "../src/Exits.sol";
import {Settings} from "../src/Settings.sol";
import {Shares} from "../src/Shares.sol";
import {Vault} from "../src/Vault.sol";
import {IPool} from "../src/interfaces/IPool.sol";
import {Base} from "./Base.t.sol";

/// A wrapped coin that keeps a part of what is laid down.
contract GreedyEther is ERC20("GETH", "GETH") {
    function deposit() external payable {
        _mint(msg.sender, msg.value * 99 / 100);
    }
}

/// Every refusal of the vault that no other test meets.
contract RefusalsTest is Base {
    function _one(uint256 id) private pure returns (uint256[] memory ids) {
        ids = new uint256[](1);
        ids[0] = id;
    }

    /// A share of a million and some of each asset.
    function _invested() private {
        _mint(ALICE, 1_000_000 * USDC);
        _beat();
        _buy(0, 15_000 * USDC);
        _buy(1, 15_000 * USDC);
        skip(1 days);
        vault.mark();
    }

    /// Longer means than there is history for.
    function _forgetPrices() private {
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        Book.Limits memory limits = _limits();
        limits.twapSeconds = 2 hours;
        annex.setLimits(limits);
    }

    // ------------------------------------------------------------------ construction and settings

    function test_anAnnexOfAnotherVaultIsRefused() public {
        for (uint256 which; which < 3; ++which) {
            Vault.Setup memory setup = _setup(usdc);
            if (which == 0) setup.quote = IERC20(address(btc));
            else if (which == 1) setup.governor = ALICE;
            else setup.epochSeconds = 2 days;
            vm.expectRevert(abi.encodeWithSelector(Vault.ForeignAnnex.selector, setup.annex));
            new Vault(setup);
        }
    }

    function test_eachLimitHasItsBounds() public {
        for (uint256 which; which < 6; ++which) {
            Book.Limits memory limits = _limits();
            if (which == 0) limits.tradeBps = 10_001;
            else if (which == 1) limits.slippageBps = 10_001;
            else if (which == 2) limits.drawdownBps = 10_001;
            else if (which == 3) limits.window = 0;
            else if (which == 4) limits.twapSeconds = 30 minutes - 1;
            else limits.tradesPerMinute = 4;
            vm.expectRevert(Settings.BadLimits.selector);
            annex.setLimits(limits);
        }
    }

    /// Only the timelock loosens: the guardian's way refuses each limit by itself.
    function test_noLimitIsLoosenedWithoutAVote() public {
        for (uint256 which; which < 11; ++which) {
            Book.Limits memory limits = _limits();
            if (which == 0) ++limits.tradeBps;
            else if (which == 1) ++limits.slippageBps;
            else if (which == 2) ++limits.deviationTicks;
            else if (which == 3) ++limits.turnoverBps;
            else if (which == 4) ++limits.lossBps;
            else if (which == 5) --limits.window;
            else if (which == 6) ++limits.drawdownBps;
            else if (which == 7) --limits.twapSeconds;
            else if (which == 8) ++limits.beatSeconds;
            else if (which == 9) ++limits.beatBlocks;
            else ++limits.tradesPerMinute;
            vm.expectRevert(Annex.Loosens.selector);
            annex.tighten(limits);
        }
        annex.tighten(_limits());
    }

    function test_targetsNameEveryAsset() public {
        vm.expectRevert(abi.encodeWithSelector(Settings.BadTargets.selector, 0));
        annex.setTargets(new uint16[](1));
    }

    function test_aPoolWithoutTheQuoteIsNotListed() public {
        address pool = address(0xF00);
        vm.mockCall(pool, abi.encodeWithSignature("token0()"), abi.encode(ALICE));
        vm.mockCall(pool, abi.encodeWithSignature("token1()"), abi.encode(BOB));
        vm.expectRevert(abi.encodeWithSelector(Settings.BadPool.selector, pool));
        annex.listPool(pool);
    }

    // ------------------------------------------------------------------ shares

    function test_votesAreTheOwnersAndOld() public {
        uint256 id = _mint(ALICE, 1000 * USDC);
        uint256 minted = vm.getBlockTimestamp();
        assertEq(vault.votingWeight(ALICE, _one(id), minted + 1), annex.weightOf(id));
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, id, BOB));
        vault.votingWeight(BOB, _one(id), minted + 1);
        vm.expectRevert(abi.encodeWithSelector(Shares.NoVote.selector, id));
        vault.votingWeight(ALICE, _one(id), minted);
    }

    function test_nobodyOwnsNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidOwner.selector, address(0)));
        vault.balanceOf(address(0));
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721IncorrectOwner.selector, address(0), 9, address(0)));
        vault.transferFrom(address(0), ALICE, 9);
    }

    function test_lessWeightThanAskedForIsNoShare() public {
        _mint(ALICE, 1000 * USDC);
        vm.expectPartialRevert(Shares.NoWeight.selector);
        vault.mint(ALICE, 100 * USDC, type(uint256).max);
    }

    function test_wrappedCoinThatArrivesShortIsRefused() public {
        GreedyEther greedy = new GreedyEther();
        vm.mockCall(address(btcPool), abi.encodeWithSignature("token0()"), abi.encode(greedy));
        vm.mockCall(address(ethPool), abi.encodeWithSignature("token0()"), abi.encode(greedy));
        _deploy(IERC20(address(greedy)));
        vm.deal(ALICE, 1 ether);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Shares.FeeOnTransfer.selector, 1 ether, 0.99 ether));
        vault.mintWithEther{value: 1 ether}(ALICE, 1);
    }

    function test_nothingEarnedIsNothingToClaim() public {
        _mint(ALICE, 1000 * USDC);
        vm.startPrank(ALICE);
        vm.expectRevert(Book.NothingClaimable.selector);
        annex.claimEarnings();
        vm.expectRevert(Book.NothingClaimable.selector);
        vault.claim(_one(1));
    }

    // ------------------------------------------------------------------ trades

    function test_noTradeWithMoneyThatIsNotThePools() public {
        Book.Limits memory limits = _limits();
        (limits.tradeBps, limits.turnoverBps, limits.lossBps) = (10_000, 50_000, 5000);
        annex.setLimits(limits);
        _mint(ALICE, 1_000_000 * USDC);
        _beat();
        _buy(0, 900_000 * USDC);
        // What lies in the vault beyond its books (claims, buckets, gifts) is not the agent's to trade with.
        usdc.mint(address(vault), 1_000_000 * USDC);
        btc.mint(address(vault), 1e12);
        uint256 idle = annex.money().idle;
        vm.expectRevert(abi.encodeWithSelector(Book.NotEnough.selector, idle + 1, idle));
        _buy(1, idle + 1);
        uint256 held = annex.asset(0).books.held;
        vm.expectRevert(abi.encodeWithSelector(Book.NotEnough.selector, held + 1, held));
        _sell(0, held + 1);
    }

    function test_aSwapInPartIsRefused() public {
        _mint(ALICE, 1_000_000 * USDC);
        _beat();
        vm.mockCall(address(btcPool), abi.encodeWithSelector(IPool.swap.selector), abi.encode(int256(1), int256(1)));
        vm.expectRevert(abi.encodeWithSelector(Book.PartialFill.selector, 1, 1000 * USDC));
        _buy(0, 1000 * USDC);
    }

    function test_nothingIsPricedWithoutAMean() public {
        _invested();
        vm.prank(ALICE);
        annex.requestExit(1);
        _pass(10 minutes);
        _beat();
        uint256 snapshot = vm.snapshotState();
        _forgetPrices();
        bytes memory refusal = abi.encodeWithSelector(Book.NoMeanPrice.selector, 0);
        usdc.mint(address(this), 1000 * USDC);
        usdc.approve(address(vault), 1000 * USDC);
        vm.expectRevert(refusal);
        vault.mint(BOB, 1000 * USDC, 1);
        vm.expectRevert(refusal);
        vault.mark();
        vm.expectRevert(refusal);
        annex.nav();
        vm.prank(ALICE);
        vm.expectRevert(refusal);
        annex.redeem(1, 0);
        vm.expectRevert(refusal);
        annex.settleExit(1);
        // In kind needs no price.
        vm.prank(ALICE);
        annex.redeemInKind(1);
        assertEq(annex.totalWeight(), 0);
        vm.revertToState(snapshot);
        annex.settleExit(1);
    }

    // ------------------------------------------------------------------ exits

    function test_onlyTheOwnerTakesAShareOutOfTheQueue() public {
        _mint(ALICE, 1000 * USDC);
        skip(1 days);
        vm.prank(ALICE);
        annex.requestExit(1);
        vm.prank(BOB);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 1, BOB));
        annex.cancelExit(1);
        vm.prank(ALICE);
        annex.cancelExit(1);
        vm.expectRevert(abi.encodeWithSelector(Exits.NotRequested.selector, 1));
        annex.settleExit(1);
    }

    function test_noSaleForALeaverBelowTheFloor() public {
        _invested();
        vm.prank(ALICE);
        annex.requestExit(1);
        _pass(10 minutes);
        uint128 whole = btcPool.liquidity();
        btcPool.burn(-887270, 887270, whole - whole / 1000);
        vm.expectPartialRevert(Exits.BelowMinimum.selector);
        annex.settleExit(1);
    }

    function test_tighteningHoldsNoLeaverBack() public {
        _invested();
        vm.prank(ALICE);
        annex.requestExit(1);
        _pass(10 minutes);
        Book.Limits memory limits = _limits();
        (limits.slippageBps, limits.deviationTicks, limits.tradeBps, limits.turnoverBps, limits.lossBps) = (0, 0, 0, 0, 0);
        annex.tighten(limits);
        uint256 before = usdc.balanceOf(ALICE);
        annex.settleExit(1);
        assertGt(usdc.balanceOf(ALICE) - before, 990_000 * USDC);
    }

    function test_meansOverMoreThanTwoHoursAreRefused() public {
        Book.Limits memory limits = _limits();
        limits.twapSeconds = 2 hours + 1;
        vm.expectRevert(Settings.BadLimits.selector);
        annex.setLimits(limits);
        limits.twapSeconds = 2 hours;
        annex.setLimits(limits);
    }

    function test_noSaleForALeaverWhileThePriceIsOffEitherWay() public {
        _invested();
        vm.prank(ALICE);
        annex.requestExit(1);
        _pass(10 minutes);
        uint256 snapshot = vm.snapshotState();
        _move(btcPool, 150);
        vm.expectPartialRevert(Exits.PriceMoved.selector);
        annex.settleExit(1);
        vm.revertToState(snapshot);
        _move(btcPool, -150);
        vm.expectPartialRevert(Exits.PriceMoved.selector);
        annex.settleExit(1);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Annex} from "../src/Annex.sol";
import {Book} from "../src/Book.sol";
import {Stakes} from "../src/Stakes.sol";
import {Vault} from "../src/Vault.sol";
import {MockToken} from "../src/local/MockToken.sol";
import {Base, IFullPool} from "./Base.t.sol";
import {Liquidity} from "../src/Liquidity.sol";
import {IPool} from "../src/interfaces/IPool.sol";
import {SqrtPriceMath} from "@uniswap/v4-core/src/libraries/SqrtPriceMath.sol";
import {TickMath} from "@uniswap/v4-core/src/libraries/TickMath.sol";
import {Test} from "forge-std/Test.sol";

interface IMarket {
    function market(uint256 index, int256 bps) external;
    function unlockOver(uint24 span) external;
    function reserveForStakes(bool on) external;
}

/// Members, agent and market at random. Every try is counted, and so is every success, so that nothing passes by doing nothing.
contract Handler is Test {
    Vault internal vault;
    Annex internal annex;
    Liquidity internal liquidity;
    MockToken internal usdc;
    address internal agent;
    IMarket internal world;

    uint256 public tries;
    uint256 public successes;
    mapping(bytes4 name => uint256) public done;
    uint256 public distributed;
    uint256 public paid;
    uint256[] public alive;
    address[4] public people = [address(0xD1), address(0xD2), address(0xD3), address(0xD4)];

    Stakes internal stakes;

    constructor(Vault vault_, MockToken usdc_, address agent_, address world_, Stakes stakes_) {
        stakes = stakes_;
        (vault, annex, usdc, agent, world) = (vault_, Annex(address(vault_)), usdc_, agent_, IMarket(world_));
        liquidity = Liquidity(address(vault_));
    }

    function count() external view returns (uint256) {
        return alive.length;
    }

    function _try(address from, bytes memory call) internal returns (bool ok, bytes memory out) {
        ++tries;
        vm.prank(from);
        (ok, out) = address(vault).call(call);
        if (!ok) return (ok, out);
        ++successes;
        ++done[bytes4(call)];
    }

    function _perWeight() internal view returns (uint256) {
        return ((annex.nav() + 1) << 96) / (annex.totalWeight() + 1000);
    }

    function mint(uint256 who, uint256 assets) external {
        if (annex.brakes().tripped) return;
        address person = people[who % 4];
        assets = bound(assets, 100e6, 500_000e6);
        usdc.mint(person, assets);
        vm.prank(person);
        usdc.approve(address(vault), assets);
        uint256 before = _perWeight();
        (bool ok, bytes memory out) = _try(person, abi.encodeCall(vault.mint, (person, assets, 1)));
        if (!ok) return;
        (uint256 id,) = abi.decode(out, (uint256, uint256));
        alive.push(id);
        assertGe(_perWeight() + 1, before, "a mint dilutes nobody");
    }

    function trade(uint256 index, bool buy, uint256 part) external {
        if (annex.brakes().tripped) return;
        skip(61);
        vm.roll(block.number + 1);
        vm.prank(agent);
        vault.heartbeat();
        if (annex.brakes().tripped) return;
        index %= 2;
        uint256 held = annex.asset(index).books.held;
        if (held == 0) buy = true;
        uint256 cap = annex.nav() * 2 / 100;
        uint256 amount = bound(part, cap / 100, cap * 9 / 10);
        if (buy && amount > annex.money().idle) buy = false;
        if (!buy) amount = bound(part, held / 100, held / 10) + 1;
        uint256 before = annex.nav();
        (bool ok,) = _try(agent, abi.encodeCall(vault.trade, (index, buy, amount, 1, block.timestamp)));
        if (ok) assertGe(annex.nav() * 100_000, before * (100_000 - 25), "one trade loses at most slippage times its cap");
    }

    /// The agent adds, takes back, re-centres and collects; value stays within what one addition may lose.
    function provide(uint256 index, uint256 how, uint256 part, uint256 width) external {
        if (annex.brakes().tripped) return;
        index %= 2;
        skip(61);
        vm.roll(block.number + 1);
        vm.prank(agent);
        vault.heartbeat();
        if (annex.brakes().tripped) return;
        Book.Position memory at = liquidity.position(index);
        uint256 before = annex.nav();
        if (at.liquidity != 0 && how % 4 == 0) {
            _try(address(this), abi.encodeCall(liquidity.collectFees, (index)));
        } else if (at.liquidity != 0 && how % 4 == 1) {
            uint128 some = uint128(bound(part, 1, at.liquidity));
            _try(agent, abi.encodeCall(liquidity.removeLiquidity, (index, some, block.timestamp)));
        } else {
            Liquidity.Addition memory wanted = _addition(index, part, width);
            if (wanted.liquidity == 0) return;
            bool moves = at.liquidity != 0;
            _try(
                agent,
                moves ? abi.encodeCall(liquidity.recentre, (wanted)) : abi.encodeCall(liquidity.addLiquidity, (wanted))
            );
        }
        assertGe(annex.nav() * 100_000 + 1e8, before * (100_000 - 25), "one act on a position loses at most slippage times its cap");
    }

    /// As much as idle quote, base held and the cap allow, a little less.
    function _addition(uint256 index, uint256 part, uint256 width) private view returns (Liquidity.Addition memory wanted) {
        Book.Asset memory asset = annex.asset(index);
        (uint160 root, int24 tick,,,,,) = IPool(asset.pool).slot0();
        int24 half = int24(uint24(bound(width, 40, 400) * 10));
        (wanted.lower, wanted.upper) = (tick / 10 * 10 - half, tick / 10 * 10 + half);
        (wanted.index, wanted.deadline) = (index, block.timestamp);
        (wanted.quoteMax, wanted.baseMax) = (type(uint256).max, type(uint256).max);
        (uint256 forQuote, uint256 forBase) = _unit(asset.quoteIs0, root, wanted.lower, wanted.upper);
        uint256 cap = annex.nav() * 2 / 100 * 4 / 10;
        uint256 amount = bound(part, cap / 100, cap);
        if (amount > annex.money().idle) amount = annex.money().idle;
        uint256 most = amount * 1e15 / forQuote;
        uint256 byBase = uint256(asset.books.held) * 9 / 10 * 1e15 / forBase;
        wanted.liquidity = uint128(most < byBase ? most : byBase);
    }

    /// Quote and base that 10^15 units of liquidity take.
    function _unit(bool quoteIs0, uint160 root, int24 lower, int24 upper) private pure returns (uint256, uint256) {
        uint256 amount0 = SqrtPriceMath.getAmount0Delta(root, TickMath.getSqrtPriceAtTick(upper), uint128(1e15), true) + 1;
        uint256 amount1 = SqrtPriceMath.getAmount1Delta(TickMath.getSqrtPriceAtTick(lower), root, uint128(1e15), true) + 1;
        return quoteIs0 ? (amount0, amount1) : (amount1, amount0);
    }

    function market(uint256 index, int256 bps) external {
        world.market(index % 2, bound(bps, -60, 60));
        // The world holds its price long enough for the mean to follow.
        for (uint256 i; i < 3; ++i) {
            skip(31 minutes);
            vm.roll(block.number + 1);
            vault.mark();
        }
    }

    function distribute() external {
        vm.prank(agent);
        vault.heartbeat();
        uint256 amount = annex.distributable();
        if (amount == 0 || annex.totalWeight() == 0) return;
        (bool ok,) = _try(address(this), abi.encodeCall(vault.distribute, ()));
        if (ok) distributed += amount * annex.earnings().holdersBps / 10_000;
    }

    function claim(uint256 pick) external {
        if (alive.length == 0) return;
        uint256[] memory ids = new uint256[](1);
        ids[0] = alive[pick % alive.length];
        if (vault.claimableRewards(ids[0]) == 0) return;
        address owner = vault.ownerOf(ids[0]);
        (bool ok, bytes memory out) = _try(owner, abi.encodeCall(vault.claim, (ids)));
        if (ok) paid += abi.decode(out, (uint256));
    }

    function transfer(uint256 pick, uint256 who) external {
        if (alive.length == 0) return;
        uint256 id = alive[pick % alive.length];
        address owner = vault.ownerOf(id);
        uint256 owed = vault.claimableRewards(id);
        _try(owner, abi.encodeCall(vault.transferFrom, (owner, people[who % 4], id)));
        assertEq(vault.claimableRewards(id), owed, "rewards follow the share");
    }

    function leave(uint256 pick, uint256 how) external {
        if (alive.length < 2) return;
        uint256 at = pick % alive.length;
        uint256 id = alive[at];
        address owner = vault.ownerOf(id);
        skip(1 days);
        vm.roll(block.number + 1);
        vault.mark();
        uint256 owed = vault.claimableRewards(id);
        uint256 before = _perWeight();
        bytes memory call = how % 3 == 0
            ? abi.encodeCall(annex.redeemInKind, (id))
            : how % 3 == 1 ? abi.encodeCall(annex.redeem, (id, 0)) : abi.encodeCall(annex.requestExit, (id));
        (bool ok,) = _try(owner, call);
        if (ok && how % 3 == 2) {
            skip(1 minutes);
            vault.mark();
            (ok,) = _try(address(this), abi.encodeCall(annex.settleExit, (id)));
        }
        if (!ok) return;
        paid += owed;
        alive[at] = alive[alive.length - 1];
        alive.pop();
        // Selling for a leaver moves the pool against those who stay, but its mean price only later.
        // Pools round a unit of each token against us when a position is cut; a unit of BTC is 600 units of USDC.
        uint256 units = annex.brakes().positions == 0 ? 0 : 2500;
        assertGe(_perWeight() + (before >> 40) + before / (annex.nav() + 1) * units + 1, before, "a leaver takes at most his part");
    }

    /// A vote now and then changes how profit unlocks and whether only staked shares earn.
    function vote(uint256 span, bool on) external {
        world.unlockOver(uint24(bound(span, 0, 2 days)));
        world.reserveForStakes(on);
    }

    function stake(uint256 pick) external {
        if (alive.length == 0) return;
        uint256[] memory ids = new uint256[](1);
        ids[0] = alive[pick % alive.length];
        bytes memory call =
            stakes.isStaked(ids[0]) ? abi.encodeCall(stakes.unstake, (ids)) : abi.encodeCall(stakes.stake, (ids));
        address owner = vault.ownerOf(ids[0]);
        ++tries;
        vm.prank(owner);
        (bool ok,) = address(stakes).call(call);
        if (!ok) return;
        ++successes;
        skip(1 minutes);
    }

    function buckets() external {
        _try(address(this), abi.encodeCall(vault.payBuckets, ()));
    }
}

contract InvariantsTest is Base, IMarket {
    Handler internal handler;
    Stakes internal stakes;

    function setUp() public override {
        super.setUp();
        _mint(address(0xD1), 1_000_000 * USDC);
        stakes = new Stakes(address(vault));
        handler = new Handler(vault, usdc, AGENT, address(this), stakes);
        targetContract(address(handler));
        bytes4[] memory calls = new bytes4[](15);
        (calls[0], calls[1], calls[2], calls[3]) =
            (Handler.mint.selector, Handler.trade.selector, Handler.trade.selector, Handler.trade.selector);
        (calls[4], calls[5], calls[6], calls[7]) =
            (Handler.market.selector, Handler.distribute.selector, Handler.claim.selector, Handler.transfer.selector);
        (calls[8], calls[9], calls[10]) = (Handler.leave.selector, Handler.buckets.selector, Handler.trade.selector);
        (calls[11], calls[12]) = (Handler.provide.selector, Handler.provide.selector);
        (calls[13], calls[14]) = (Handler.vote.selector, Handler.stake.selector);
        targetSelector(FuzzSelector(address(handler), calls));
    }

    function market(uint256 index, int256 bps) external {
        if (bps != 0) _move(index == 0 ? btcPool : ethPool, bps);
    }

    function unlockOver(uint24 span) external {
        liquidity.setUnlock(span);
    }

    function reserveForStakes(bool on) external {
        vault.payBuckets();
        liquidity.setStaking(on ? address(stakes) : address(0));
    }

    /// Every promise after every act, in one campaign and one walk over the shares: a campaign for each would spend its time on the same acts.
    function invariant_all() public view {
        (uint256 weights, uint256 owed, uint256 staked) = (0, 0, stakes.carried());
        uint256 end = annex.nextId();
        for (uint256 id = 1; id < end; ++id) {
            (, uint256 weight,,,) = annex.share(id);
            weights += weight;
            if (weight != 0) owed += vault.claimableRewards(id);
            staked += stakes.claimable(id);
        }
        assertEq(weights, annex.totalWeight(), "weights sum to the total");
        _assertCovered(owed);
        _paidPlusOwedIsDistributedLessDust(owed, end);
        assertLe(staked, usdc.balanceOf(address(stakes)), "stakes owe at most what they hold");
        assertEq(usdc.balanceOf(AGENT) + btc.balanceOf(AGENT) + eth.balanceOf(AGENT), 0, "the agent holds nothing");
    }

    function _paidPlusOwedIsDistributedLessDust(uint256 owed, uint256 end) private view {
        (uint256 paid, uint256 distributed) = (handler.paid(), handler.distributed());
        assertLe(paid + owed, distributed, "paid and owed are at most what was distributed");
        assertLe(distributed - paid - owed, end + 1, "dust is at most one unit per holder");
    }

    /// At the end of every run: most tries succeeded, and everyone gets out in kind, paused and with the breaker open.
    function afterInvariant() public {
        if (handler.tries() > 20) {
            assertGe(handler.successes() * 100, handler.tries() * 80, "handlers mostly succeed");
            assertGt(handler.done(vault.trade.selector), 0, "trades happened");
        }
        annex.pause(uint40(block.timestamp + 7 days));
        skip(1 days);
        for (uint256 id = 1; id < annex.nextId(); ++id) {
            if (annex.weightOf(id) == 0) continue;
            vm.prank(vault.ownerOf(id));
            annex.redeemInKind(id);
        }
        assertEq(annex.totalWeight(), 0);
    }
}

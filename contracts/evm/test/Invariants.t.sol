// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Annex} from "../src/Annex.sol";
import {Book} from "../src/Book.sol";
import {Vault} from "../src/Vault.sol";
import {MockToken} from "../src/local/MockToken.sol";
import {Base, IFullPool} from "./Base.t.sol";
import {Test} from "forge-std/Test.sol";

interface IMarket {
    function market(uint256 index, int256 bps) external;
}

/// Members, agent and market at random. Every try is counted, and so is every success, so that nothing passes by doing nothing.
contract Handler is Test {
    Vault internal vault;
    Annex internal annex;
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

    constructor(Vault vault_, MockToken usdc_, address agent_, address world_) {
        (vault, annex, usdc, agent, world) = (vault_, Annex(address(vault_)), usdc_, agent_, IMarket(world_));
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
        if (ok) distributed += amount * 6000 / 10_000;
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
        assertGe(_perWeight() + (before >> 40) + 1, before, "a leaver takes at most his part");
    }

    function buckets() external {
        _try(address(this), abi.encodeCall(vault.payBuckets, ()));
    }
}

contract InvariantsTest is Base, IMarket {
    Handler internal handler;

    function setUp() public override {
        super.setUp();
        _mint(address(0xD1), 1_000_000 * USDC);
        handler = new Handler(vault, usdc, AGENT, address(this));
        targetContract(address(handler));
        bytes4[] memory calls = new bytes4[](11);
        (calls[0], calls[1], calls[2], calls[3]) =
            (Handler.mint.selector, Handler.trade.selector, Handler.trade.selector, Handler.trade.selector);
        (calls[4], calls[5], calls[6], calls[7]) =
            (Handler.market.selector, Handler.distribute.selector, Handler.claim.selector, Handler.transfer.selector);
        (calls[8], calls[9], calls[10]) = (Handler.leave.selector, Handler.buckets.selector, Handler.trade.selector);
        targetSelector(FuzzSelector(address(handler), calls));
    }

    function market(uint256 index, int256 bps) external {
        if (bps != 0) _move(index == 0 ? btcPool : ethPool, bps);
    }

    function invariant_balanceCoversBooksAndClaims() public view {
        _assertSolvent();
    }

    function invariant_weightsSumToTotal() public view {
        uint256 sum;
        for (uint256 id = 1; id < annex.nextId(); ++id) sum += annex.weightOf(id);
        assertEq(sum, annex.totalWeight());
    }

    function invariant_paidPlusOwedIsDistributedLessDust() public view {
        uint256 owed;
        for (uint256 id = 1; id < annex.nextId(); ++id) {
            if (annex.weightOf(id) != 0) owed += vault.claimableRewards(id);
        }
        assertLe(handler.paid() + owed, handler.distributed());
        assertLe(handler.distributed() - handler.paid() - owed, annex.nextId() + 1, "dust is at most one unit per holder");
    }

    function invariant_agentHoldsNothing() public view {
        assertEq(usdc.balanceOf(AGENT) + btc.balanceOf(AGENT) + eth.balanceOf(AGENT), 0);
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

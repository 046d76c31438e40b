// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Book} from "../src/Book.sol";
import {Shares} from "../src/Shares.sol";
import {MockToken} from "../src/local/MockToken.sol";
import {Base} from "./Base.t.sol";

/// A quote token whose every balance changes at once.
contract RebasingToken is MockToken {
    uint256 public factor = 10_000;

    constructor() MockToken("R", "R", 6) {}

    function rebase(uint256 bps) external {
        factor = factor * bps / 10_000;
    }

    function balanceOf(address owner) public view override returns (uint256) {
        return super.balanceOf(owner) * factor / 10_000;
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount * 10_000 / factor);
    }
}

/// Promises that stand in docs/contracts.md, one test each.
contract PromisesTest is Base {
    function _one(uint256 id) private pure returns (uint256[] memory ids) {
        ids = new uint256[](1);
        ids[0] = id;
    }

    /// A pool with realised profit distributed, then fallen so far that its breaker is open.
    function _tripped() private {
        Book.Limits memory limits = _limits();
        (limits.drawdownBps, limits.turnoverBps, limits.lossBps) = (100, 60_000, 1000);
        annex.setLimits(limits);
        _mint(ALICE, 500_000 * USDC);
        _mint(BOB, 500_000 * USDC);
        _beat();
        _buy(0, 19_000 * USDC);
        _move(btcPool, 2000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        _beat();
        _sell(0, annex.asset(0).books.held * 3 / 4);
        _beat();
        vault.distribute();
        for (uint256 i; i < 4; ++i) {
            _beat();
            _buy(1, 19_000 * USDC);
            skip(60);
        }
        _move(ethPool, -3000);
        for (uint256 i; i < 3; ++i) _pass(31 minutes);
        assertTrue(annex.brakes().tripped);
    }

    function test_anOpenBreakerAndAPauseBlockNoClaimAndNoExit() public {
        _tripped();
        annex.pause(uint40(block.timestamp + 7 days));
        vm.expectRevert(Shares.MintClosed.selector);
        vault.mint(ALICE, 1000 * USDC, 1);
        skip(1 days);
        vault.mark();
        uint256 owed = vault.claimableRewards(1);
        assertGt(owed, 0);
        uint256 before = vm.snapshotState();
        vm.prank(ALICE);
        assertEq(vault.claim(_one(1)), owed);
        vm.prank(BOB);
        assertEq(annex.claimEarnings(), owed);
        vm.revertToState(before);
        vm.prank(ALICE);
        assertGt(annex.redeem(1, 0), 0);
        vm.prank(BOB);
        annex.redeemInKind(2);
        assertEq(annex.totalWeight(), 0);
        vm.revertToState(before);
        vm.prank(ALICE);
        annex.requestExit(1);
        skip(1);
        vault.mark();
        assertGt(annex.settleExit(1), 0);
        _assertSolvent();
    }

    function test_transfersKeepVotesAndClaims() public {
        _tripped();
        (uint256 votes, uint256 owed) =
            (vault.votingWeight(ALICE, _one(1), block.timestamp), vault.claimableRewards(1));
        vm.prank(ALICE);
        vault.transferFrom(ALICE, BOB, 1);
        assertEq(vault.votingWeight(BOB, _one(1), block.timestamp), votes);
        assertEq(vault.claimableRewards(1), owed);
        vm.expectRevert(abi.encodeWithSelector(Book.NotHolder.selector, 1, ALICE));
        vault.votingWeight(ALICE, _one(1), block.timestamp);
    }

    /// A rebase is not noticed: upwards it is nobody's, downwards the last to leave goes short.
    function test_aRebaseChangesNoBook() public {
        RebasingToken token = new RebasingToken();
        vm.mockCall(address(btcPool), abi.encodeWithSignature("token0()"), abi.encode(token));
        vm.mockCall(address(ethPool), abi.encodeWithSignature("token0()"), abi.encode(token));
        _deploy(token);
        address[2] memory people = [ALICE, BOB];
        for (uint256 i; i < 2; ++i) {
            token.mint(people[i], 1000 * USDC);
            vm.startPrank(people[i]);
            token.approve(address(vault), 1000 * USDC);
            vault.mint(people[i], 1000 * USDC, 1);
            vm.stopPrank();
        }
        token.rebase(20_000);
        assertEq(annex.nav(), 2000 * USDC);
        token.rebase(2500);
        assertEq(annex.nav(), 2000 * USDC);
        assertEq(token.balanceOf(address(vault)), 1000 * USDC);
        skip(1 days);
        vm.prank(ALICE);
        assertApproxEqAbs(annex.redeem(1, 0), 1000 * USDC, 1);
        vm.prank(BOB);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        annex.redeem(2, 0);
    }
}

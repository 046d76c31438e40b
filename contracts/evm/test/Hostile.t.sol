// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Distributor} from "../src/Distributor.sol";
import {Exits} from "../src/Exits.sol";
import {MockToken} from "../src/local/MockToken.sol";
import {Settings} from "../src/Settings.sol";
import {Shares} from "../src/Shares.sol";
import {Base} from "./Base.t.sol";

/// A quote token that misbehaves when told to.
contract HostileToken is MockToken {
    uint256 public fee;
    bool public lies;
    address public blocked;
    address public target;
    bytes public call;
    bool public reentered;
    bytes public answer;

    constructor() MockToken("H", "H", 6) {}

    function misbehave(uint256 fee_, bool lies_, address blocked_) external {
        (fee, lies, blocked) = (fee_, lies_, blocked_);
    }

    function attack(address target_, bytes calldata call_) external {
        (target, call) = (target_, call_);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (lies) return false;
        return super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (lies) return false;
        return super.transferFrom(from, to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        require(blocked == address(0) || (from != blocked && to != blocked), "blocked");
        super._update(from, to, amount);
        if (fee != 0 && from != address(0) && to != address(0)) super._update(to, address(0), amount * fee / 10_000);
        if (target == address(0)) return;
        address victim = target;
        target = address(0);
        (reentered, answer) = victim.call(call);
    }
}

contract HostileTest is Base {
    HostileToken internal token;

    function setUp() public override {
        super.setUp();
        // The same code with a quote token of ill will; its pools do not matter here.
        token = new HostileToken();
        vm.mockCall(address(btcPool), abi.encodeWithSignature("token0()"), abi.encode(token));
        vm.mockCall(address(ethPool), abi.encodeWithSignature("token0()"), abi.encode(token));
        _deploy(token);
        token.mint(ALICE, 10_000 * USDC);
        vm.prank(ALICE);
        token.approve(address(vault), type(uint256).max);
        vm.prank(ALICE);
        vault.mint(ALICE, 1000 * USDC, 1);
    }

    function test_feeOnTransferIsRefused() public {
        token.misbehave(100, false, address(0));
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Shares.FeeOnTransfer.selector, 1000 * USDC, 990 * USDC));
        vault.mint(ALICE, 1000 * USDC, 1);
    }

    function test_falseIsAFailure() public {
        token.misbehave(0, true, address(0));
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, token));
        vault.mint(ALICE, 1000 * USDC, 1);
        skip(1 days);
        vm.prank(ALICE);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, token));
        annex.redeem(1, 0);
        assertEq(annex.totalWeight(), annex.weightOf(1), "nothing was burned for nothing");
    }

    function test_aBlockedOwnerHarmsOnlyHimself() public {
        token.mint(BOB, 1000 * USDC);
        vm.startPrank(BOB);
        token.approve(address(vault), 1000 * USDC);
        vault.mint(BOB, 1000 * USDC, 1);
        vm.stopPrank();
        skip(1 days);
        token.misbehave(0, false, ALICE);
        vm.prank(ALICE);
        vm.expectRevert("blocked");
        annex.redeem(1, 0);
        vm.prank(BOB);
        assertEq(annex.redeem(2, 0), 1000 * USDC);
    }

    function test_reentranceIsRefusedEverywhere() public {
        skip(1 days);
        uint256[] memory ids = new uint256[](1);
        ids[0] = 1;
        bytes[7] memory calls = [
            abi.encodeCall(vault.mint, (ALICE, 1000 * USDC, 1)),
            abi.encodeCall(vault.claim, (ids)),
            abi.encodeCall(annex.claimEarnings, ()),
            abi.encodeCall(vault.payBuckets, ()),
            abi.encodeCall(annex.redeem, (1, 0)),
            abi.encodeCall(annex.redeemInKind, (1)),
            abi.encodeCall(vault.mark, ())
        ];
        for (uint256 i; i < calls.length; ++i) {
            token.attack(address(vault), calls[i]);
            vm.prank(ALICE);
            vault.mint(ALICE, 1000 * USDC, 1);
            assertFalse(token.reentered());
            assertEq(bytes4(token.answer()), ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        }
    }

    function test_aPoolOfOtherTokensIsNotListed() public {
        vm.clearMockedCalls();
        vm.expectRevert(abi.encodeWithSelector(Settings.BadPool.selector, address(btcPool)));
        annex.listPool(address(btcPool));
    }
}

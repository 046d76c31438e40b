// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {Members} from "../src/Members.sol";

contract MembersTest is Test {
    Members members;
    bytes32 constant GROUP = keccak256("group");

    function setUp() public {
        members = new Members();
    }

    function test_OnlyTheWalletBindsItself(address wallet, address other, bytes32 identity, bytes32 forged) public {
        vm.assume(wallet != other && identity != 0 && forged != 0 && identity != forged);
        vm.expectEmit();
        emit Members.Bound(GROUP, wallet, identity);
        vm.prank(wallet);
        members.bind(GROUP, identity);
        vm.prank(other);
        members.bind(GROUP, forged);
        assertEq(members.identityOf(GROUP, wallet), identity);
        assertEq(members.identityOf(keccak256("another"), wallet), 0);
    }

    function test_AnotherIdentityTakesThePlaceOfTheOneBefore(address wallet, bytes32 first, bytes32 second) public {
        vm.assume(first != 0 && second != 0);
        vm.startPrank(wallet);
        members.bind(GROUP, first);
        members.bind(GROUP, second);
        assertEq(members.identityOf(GROUP, wallet), second);
        vm.expectRevert(Members.NoIdentity.selector);
        members.bind(GROUP, 0);
    }

    function test_AKeyOfSomebodyElsesHindersNobody(address thief, address wallet, bytes32 identity) public {
        vm.assume(identity != 0);
        vm.prank(thief);
        members.bind(GROUP, identity);
        vm.prank(wallet);
        members.bind(GROUP, identity);
        assertEq(members.identityOf(GROUP, wallet), identity);
    }

    function test_ASignatureBindsOnceAndForItsWalletOnly(uint256 seed, bytes32 first, bytes32 second) public {
        uint256 key = bound(seed, 1, 1e30);
        vm.assume(first != 0 && second != 0 && first != second);
        address wallet = vm.addr(key);
        bytes memory signature = _sign(key, first, 0);
        vm.expectRevert(abi.encodeWithSelector(Members.BadSignature.selector, address(this)));
        members.bindFor(GROUP, address(this), first, signature);
        vm.expectRevert(abi.encodeWithSelector(Members.BadSignature.selector, wallet));
        members.bindFor(GROUP, wallet, second, signature);
        members.bindFor(GROUP, wallet, first, signature);
        assertEq(members.identityOf(GROUP, wallet), first);
        members.bindFor(GROUP, wallet, second, _sign(key, second, 1));
        assertEq(members.identityOf(GROUP, wallet), second);
        vm.expectRevert(abi.encodeWithSelector(Members.BadSignature.selector, wallet));
        members.bindFor(GROUP, wallet, first, signature);
    }

    function _sign(uint256 key, bytes32 identity, uint256 nonce) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, members.bindingHash(GROUP, identity, nonce));
        return abi.encodePacked(r, s, v);
    }
}

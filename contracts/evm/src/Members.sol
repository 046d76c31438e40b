// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title Which identity key a wallet stands behind, group by group
/// @notice Only the wallet itself can say so, by a transaction or by a signature that anyone may bring. Members read it before they
/// share masks with someone, so that whoever runs a hub cannot put keys of his own in the place of theirs.
contract Members is EIP712 {
    error NoIdentity();
    error BadSignature(address wallet);

    event Bound(bytes32 indexed group, address indexed wallet, bytes32 indexed identity);

    bytes32 private constant BINDING = keccak256("Binding(bytes32 group,bytes32 identity,uint256 nonce)");

    /// @notice The Ed25519 key that a wallet stands behind in a group; zero for none.
    mapping(bytes32 group => mapping(address wallet => bytes32)) public identityOf;
    /// @notice How often a wallet has bound by signature; an older signature is void.
    mapping(address wallet => uint256) public nonceOf;

    constructor() EIP712("Hanse Members", "1") {}

    /// @notice Binds the caller's wallet to `identity` in `group`, in place of the one before.
    function bind(bytes32 group, bytes32 identity) external {
        _bind(group, msg.sender, identity);
    }

    /// @notice The same by the wallet's signature (EIP-712); anyone may bring it, once.
    function bindFor(bytes32 group, address wallet, bytes32 identity, bytes calldata signature) external {
        bytes32 hash = bindingHash(group, identity, nonceOf[wallet]++);
        if (!SignatureChecker.isValidSignatureNow(wallet, hash, signature)) revert BadSignature(wallet);
        _bind(group, wallet, identity);
    }

    /// @notice What the wallet signs.
    function bindingHash(bytes32 group, bytes32 identity, uint256 nonce) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(BINDING, group, identity, nonce)));
    }

    function _bind(bytes32 group, address wallet, bytes32 identity) private {
        if (identity == bytes32(0)) revert NoIdentity();
        identityOf[group][wallet] = identity;
        emit Bound(group, wallet, identity);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Governed} from "./Governed.sol";

/// @title Rewards by contribution: cumulative amounts under one Merkle root per epoch
/// @notice A missed epoch is never lost and none is paid twice, because leaves carry totals. The operator can promise no more than
/// has arrived.
contract Contributions is Governed {
    using SafeERC20 for IERC20;

    error EpochNotLater(uint256 epoch, uint256 last);
    error Overpromised(uint256 total, uint256 received);
    error NotPayee(uint256 id, address caller);
    error AlreadyRegistered(uint256 id);
    error BadProof(uint256 id);
    error NothingClaimable();

    event PayeeSet(uint256 indexed id, address indexed payee);
    event RootPublished(uint256 indexed epoch, bytes32 root, uint256 total);
    event RewardClaimed(uint256 indexed id, uint256 indexed epoch, uint256 amount);

    IERC20 public immutable token;
    uint256 public epoch;
    bytes32 public root;
    /// @notice All that was ever paid out.
    uint256 public paid;
    mapping(uint256 id => address) public payeeOf;
    mapping(uint256 id => uint256) public claimed;

    constructor(address governor_, address operator_, IERC20 token_) Governed(governor_, operator_) {
        token = token_;
    }

    /// @notice Names the wallet of a contributor, once.
    function register(uint256 id, address payee) external onlyOperator {
        if (payeeOf[id] != address(0)) revert AlreadyRegistered(id);
        payeeOf[id] = payee;
        emit PayeeSet(id, payee);
    }

    /// @notice A contributor moves to another wallet.
    function changePayee(uint256 id, address payee) external {
        if (msg.sender != payeeOf[id]) revert NotPayee(id, msg.sender);
        payeeOf[id] = payee;
        emit PayeeSet(id, payee);
    }

    /// @param total Sum of all cumulative amounts under the root.
    function publishRoot(uint256 epoch_, bytes32 root_, uint256 total) external onlyOperator {
        if (epoch_ <= epoch) revert EpochNotLater(epoch_, epoch);
        uint256 received = token.balanceOf(address(this)) + paid;
        if (total > received) revert Overpromised(total, received);
        (epoch, root) = (epoch_, root_);
        emit RootPublished(epoch_, root_, total);
    }

    /// @notice Pays the registered wallet of `id` up to `cumulative` under the latest root. Anyone may call.
    function claimContribution(uint256 id, uint256 cumulative, bytes32[] calldata proof) external returns (uint256 amount) {
        address payee = payeeOf[id];
        if (payee == address(0)) revert NotPayee(id, msg.sender);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(id, epoch, cumulative))));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert BadProof(id);
        uint256 before = claimed[id];
        if (cumulative <= before) revert NothingClaimable();
        amount = cumulative - before;
        claimed[id] = cumulative;
        paid += amount;
        emit RewardClaimed(id, epoch, amount);
        token.safeTransfer(payee, amount);
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Valuation} from "./Valuation.sol";
import {IEligibility} from "./interfaces/IEligibility.sol";
import {IWrappedEther} from "./interfaces/IWrappedEther.sol";
import {Slots} from "./libraries/Slots.sol";

/// @title Shares in the pool: one ERC-721 token each, with a weight fixed at mint
/// @notice Votes, earnings and the claim on the pool all follow the token and its weight.
abstract contract Shares is Valuation, ERC721 {
    using Slots for *;
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    error MintClosed();
    error NotEligible(address account);
    error NoWeight(uint256 weight, uint256 minimum);
    error BelowMintPrice(uint256 assets, uint256 price);
    error FeeOnTransfer(uint256 expected, uint256 received);
    error NoVote(uint256 id);

    event Minted(uint256 indexed id, address indexed to, uint256 assets, uint256 weight, uint256 nav);

    /// @notice Quote units that a share costs at least.
    uint256 public immutable mintPrice;

    constructor(string memory name_, string memory symbol_, uint256 mintPrice_) ERC721(name_, symbol_) {
        mintPrice = mintPrice_;
        _roll.nextId = 1;
    }

    /// @notice Mints a share to `to` for `assets` quote units, at the dearer of spot and mean value; rounded in favour of the pool.
    /// @param minWeight The least weight the payer accepts.
    /// @return id The new token. @return weight Its weight.
    function mint(address to, uint256 assets, uint256 minWeight) external nonReentrant returns (uint256 id, uint256 weight) {
        (id, weight) = _issue(to, assets, minWeight);
        _pull(assets);
    }

    /// @notice The same in the chain's own coin, where the quote token is its wrapped form.
    function mintWithEther(address to, uint256 minWeight) external payable nonReentrant returns (uint256 id, uint256 weight) {
        (id, weight) = _issue(to, msg.value, minWeight);
        uint256 before = quote.balanceOf(address(this));
        IWrappedEther(address(quote)).deposit{value: msg.value}();
        uint256 received = quote.balanceOf(address(this)) - before;
        if (received != msg.value) revert FeeOnTransfer(msg.value, received);
    }

    /// @dev Weight for `assets` against `value` and the standing weight, rounded down.
    function _toWeightDown(uint256 assets, uint256 value, uint256 weight) internal view returns (uint256) {
        return Math.mulDiv(assets, weight + VIRTUAL_WEIGHT, value + VIRTUAL_QUOTE);
    }

    // ------------------------------------------------------------------ reading

    /// @notice Summed weight of `ids`, all of which `voter` must hold since before `before`.
    /// @param principalOf The owner on whose behalf the voter acts (itself, or one who delegated to it).
    function votingWeight(address principalOf, uint256[] calldata ids, uint256 before) external view returns (uint256 weight) {
        for (uint256 i; i < ids.length; ++i) {
            Holding memory holding = _holdings[ids[i]].load();
            if (holding.owner != principalOf) revert NotHolder(ids[i], principalOf);
            if (holding.mintedAt >= before) revert NoVote(ids[i]);
            weight += holding.weight;
        }
    }

    /// @notice How many shares an account holds.
    function balanceOf(address owner) public view override returns (uint256) {
        if (owner == address(0)) revert ERC721InvalidOwner(address(0));
        return _counts[owner];
    }

    /// @inheritdoc ERC721
    /// @dev OpenZeppelin's checks; each slot is read and written once, in assembly, because a transfer has a ceiling of 42,000 gas, of
    /// which 41,000 are storage, event and the transaction itself.
    function transferFrom(address from, address to, uint256 id) public override {
        uint256 slot;
        uint256 word;
        assembly ("memory-safe") {
            mstore(0, id)
            mstore(0x20, _holdings.slot)
            slot := keccak256(0, 0x40)
            word := sload(slot)
        }
        if (address(uint160(word)) != from || from == address(0)) revert ERC721IncorrectOwner(from, id, address(uint160(word)));
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        if (msg.sender != from) _checkAuthorized(from, msg.sender, id);
        if (_getApproved(id) != address(0)) _approve(address(0), id, address(0), false);
        assembly ("memory-safe") {
            sstore(slot, or(shl(160, shr(160, word)), to))
            mstore(0x20, _counts.slot)
            mstore(0, from)
            slot := keccak256(0, 0x40)
            sstore(slot, sub(sload(slot), 1))
            mstore(0, to)
            slot := keccak256(0, 0x40)
            sstore(slot, add(sload(slot), 1))
        }
        emit Transfer(from, to, id);
    }

    // ------------------------------------------------------------------ parts

    /// @dev Checks, prices, numbers and books a new share; the caller brings the assets.
    function _issue(address to, uint256 assets, uint256 minWeight) internal returns (uint256 id, uint256 weight) {
        if (_brakes.tripped || block.timestamp < _brakes.pausedUntil) revert MintClosed();
        if (assets < mintPrice) revert BelowMintPrice(assets, mintPrice);
        address eligibility = _eligibility;
        if (eligibility != address(0) && !IEligibility(eligibility).mayHold(to)) revert NotEligible(to);
        uint256 value = _navAtWorse(true);
        Earnings memory earnings = _earnings.load();
        weight = _toWeightDown(assets, value, earnings.weight);
        if (weight == 0 || weight < minWeight) revert NoWeight(weight, minWeight);

        _touchEpoch(earnings.weight);
        id = _roll.nextId++;
        _earnings.weight = (earnings.weight + weight).toUint64();
        _book(assets, value);
        _holdings[id] = Holding(address(0), uint64(weight), uint32(block.timestamp));
        _standings[id].store(Standing(earnings.perWeight, 0, assets.toUint80()));
        _mint(to, id);
        emit Minted(id, to, assets, weight, value);
    }

    function _ownerOf(uint256 id) internal view override returns (address) {
        return _holdings[id].owner;
    }

    /// @dev Only mints come here: transfers are above, and leaving burns in `Exits`.
    function _update(address to, uint256 id, address) internal override returns (address) {
        ++_counts[to];
        _holdings[id].owner = to;
        emit Transfer(address(0), to, id);
        return address(0);
    }

    /// @dev Books new capital: idle, principal, and the peak in proportion.
    function _book(uint256 assets, uint256 value) internal {
        uint256 idle = _money.idle;
        Level memory level = _settledLevel(idle, value);
        level.peak = value == 0
            ? assets.toUint80()
            : (uint256(level.peak) + Math.mulDiv(level.peak, assets, value)).toUint80();
        level.principal = (level.principal + assets).toUint80();
        level.idleAtMark = (idle + assets).toUint80();
        _level.store(level);
        _money.idle = (idle + assets).toUint80();
    }

    function _pull(uint256 assets) internal {
        uint256 before = quote.balanceOf(address(this));
        quote.safeTransferFrom(msg.sender, address(this), assets);
        uint256 received = quote.balanceOf(address(this)) - before;
        if (received != assets) revert FeeOnTransfer(assets, received);
    }
}

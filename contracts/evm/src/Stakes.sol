// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title What the stakes ask of the shares
interface IStakedShares {
    /// @notice The present owner of a share; reverts for one that has left.
    function ownerOf(uint256 id) external view returns (address);
    /// @notice Weight of a share; zero once it has left.
    function weightOf(uint256 id) external view returns (uint256);
    /// @notice The token that earnings are paid in.
    function quote() external view returns (IERC20);
}

/// @title The holders' part of profit for staked shares only, by weight and time; used where a vote has named it
/// @notice A share is staked where it lies: nothing is handed over, and a sold share takes stake and earnings along. Each payment from the
/// vault ends a cycle and is split by weight times seconds staked in that cycle, at the same cost however many stake.
contract Stakes {
    using SafeERC20 for IERC20;

    struct Stake {
        uint64 weight;
        bool active;
        /// From when on the present cycle's seconds are not counted yet.
        uint40 since;
        /// The cycle that `weightSeconds` belongs to.
        uint32 cycle;
        uint96 weightSeconds;
        uint128 owed;
    }

    struct Cycle {
        uint40 endedAt;
        /// Quote units per weight and second, in 1/2^96.
        uint216 rate;
        /// Quote units per weight of whole cycles up to and with this one, in 1/2^96.
        uint256 index;
    }

    error NotVault(address caller);
    error NotHolder(uint256 id, address caller);
    error AlreadyStaked(uint256 id);
    error NotStaked(uint256 id);
    error StillIn(uint256 id);
    error NothingClaimable();

    event Staked(uint256 indexed id, uint256 weight);
    event Unstaked(uint256 indexed id);
    event CycleEnded(uint256 indexed cycle, uint256 amount, uint256 weightSeconds);
    event StakeClaimed(uint256 indexed id, address indexed to, uint256 amount);

    address public immutable vault;
    IERC20 public immutable quote;
    /// @notice The cycle that runs now.
    uint32 public cycle;
    /// @notice Weight staked now.
    uint256 public stakedWeight;
    /// @notice Paid in and not yet due to anyone.
    uint256 public carried;
    uint40 private _countedAt;
    uint256 private _weightSeconds;
    mapping(uint256 cycle => Cycle) private _cycles;
    mapping(uint256 id => Stake) private _stakes;

    constructor(address vault_) {
        vault = vault_;
        quote = IStakedShares(vault_).quote();
        _countedAt = uint40(block.timestamp);
        _cycles[0].endedAt = uint40(block.timestamp);
        cycle = 1;
    }

    // ------------------------------------------------------------------ vault

    /// @notice The vault has sent `amount`: ends the cycle. Without a staked second in it, the amount waits for the next.
    function notify(uint256 amount) external {
        if (msg.sender != vault) revert NotVault(msg.sender);
        // Dust that is carried ends no cycle: else anyone could make the time of others forgotten before a payment.
        if (amount == 0) return;
        _count();
        amount += carried;
        uint256 seconds_ = _weightSeconds;
        if (seconds_ == 0) {
            carried = amount;
            return;
        }
        uint256 rate = Math.mulDiv(amount, 1 << 96, seconds_);
        carried = amount - Math.mulDiv(rate, seconds_, 1 << 96, Math.Rounding.Ceil);
        Cycle storage last = _cycles[cycle - 1];
        uint256 length = block.timestamp - last.endedAt;
        _cycles[cycle] = Cycle(uint40(block.timestamp), uint216(rate), last.index + rate * length);
        emit CycleEnded(cycle, amount, seconds_);
        ++cycle;
        _weightSeconds = 0;
    }

    // ------------------------------------------------------------------ holders

    /// @notice Stakes shares of the caller.
    function stake(uint256[] calldata ids) external {
        _count();
        for (uint256 i; i < ids.length; ++i) {
            _requireOwner(ids[i]);
            Stake memory of_ = _settled(ids[i]);
            if (of_.active) revert AlreadyStaked(ids[i]);
            of_.weight = uint64(IStakedShares(vault).weightOf(ids[i]));
            (of_.active, of_.since) = (true, uint40(block.timestamp));
            stakedWeight += of_.weight;
            _stakes[ids[i]] = of_;
            emit Staked(ids[i], of_.weight);
        }
    }

    /// @notice Ends the stake of shares of the caller; what they earned stays theirs.
    function unstake(uint256[] calldata ids) external {
        _count();
        for (uint256 i; i < ids.length; ++i) {
            _requireOwner(ids[i]);
            _end(ids[i]);
        }
    }

    /// @notice Ends the stake of a share that has left the pool; what it had not claimed goes to the others. Anyone may call.
    function evict(uint256 id) external {
        if (IStakedShares(vault).weightOf(id) != 0) revert StillIn(id);
        _count();
        _end(id);
        carried += _stakes[id].owed;
        delete _stakes[id];
    }

    /// @notice Pays the caller what shares of his have earned by being staked.
    function claim(uint256[] calldata ids) external returns (uint256 paid) {
        for (uint256 i; i < ids.length; ++i) {
            _requireOwner(ids[i]);
            Stake memory of_ = _settled(ids[i]);
            uint256 owed = of_.owed;
            of_.owed = 0;
            _stakes[ids[i]] = of_;
            paid += owed;
            emit StakeClaimed(ids[i], msg.sender, owed);
        }
        if (paid == 0) revert NothingClaimable();
        quote.safeTransfer(msg.sender, paid);
    }

    // ------------------------------------------------------------------ reading

    /// @notice What a share could claim now; the running cycle is not in it.
    function claimable(uint256 id) external view returns (uint256) {
        return _settled(id).owed;
    }

    /// @notice Whether a share is staked.
    function isStaked(uint256 id) external view returns (bool) {
        return _stakes[id].active;
    }

    // ------------------------------------------------------------------ parts

    function _requireOwner(uint256 id) private view {
        if (IStakedShares(vault).ownerOf(id) != msg.sender) revert NotHolder(id, msg.sender);
    }

    /// @dev Counts the seconds that all stakes have stood since the last count.
    function _count() private {
        _weightSeconds += stakedWeight * (block.timestamp - _countedAt);
        _countedAt = uint40(block.timestamp);
    }

    function _end(uint256 id) private {
        Stake memory of_ = _settled(id);
        if (!of_.active) revert NotStaked(id);
        of_.active = false;
        stakedWeight -= of_.weight;
        _stakes[id] = of_;
        emit Unstaked(id);
    }

    /// @dev A stake as of now: the cycle it was last touched in, whole cycles since, and the seconds of the running one.
    function _settled(uint256 id) private view returns (Stake memory of_) {
        of_ = _stakes[id];
        uint32 now_ = cycle;
        if (of_.cycle < now_) {
            if (of_.cycle != 0) {
                Cycle memory ended = _cycles[of_.cycle];
                uint256 seconds_ = of_.weightSeconds;
                uint256 owed;
                if (of_.active) {
                    seconds_ += uint256(of_.weight) * (ended.endedAt - of_.since);
                    owed = Math.mulDiv(_cycles[now_ - 1].index - ended.index, of_.weight, 1 << 96);
                }
                of_.owed += uint128(owed + Math.mulDiv(ended.rate, seconds_, 1 << 96));
            }
            (of_.cycle, of_.weightSeconds, of_.since) = (now_, 0, _cycles[now_ - 1].endedAt);
        }
        if (of_.active) of_.weightSeconds += uint96(uint256(of_.weight) * (block.timestamp - of_.since));
        of_.since = uint40(block.timestamp);
    }
}

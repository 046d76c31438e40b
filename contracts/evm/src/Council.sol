// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title What the council asks of the shares
interface IShares {
    /// @notice Start of the present epoch and the weight that stood then.
    function snapshot() external view returns (uint256 startedAt, uint256 weight);
    /// @notice Summed weight of shares that `owner` holds since before `before`; reverts for any other.
    function votingWeight(address owner, uint256[] calldata ids, uint256 before) external view returns (uint256);
    /// @notice When the share that has waited longest to leave asked to; zero when none waits.
    function oldestExit() external view returns (uint256);
}

/// @title Proposals, votes by share weight, a timelock, execution of a fixed list of kinds
/// @notice Each share votes once per proposal with its immutable weight, if it was minted before the epoch in which the proposal was
/// made. Nothing outside the list of kinds can be executed.
contract Council is EIP712 {
    enum Kind {
        Targets,
        Limits,
        Policy,
        Mandate,
        ActivateModel,
        Agent,
        ListPool,
        Resume,
        ResetBreaker,
        Pause,
        Spend,
        Gate,
        Shutdown,
        Eligibility,
        Unlock,
        Staking,
        Capital,
        Shift,
        Review,
        Federation
    }

    enum State {
        Unknown,
        Voting,
        Defeated,
        Passed,
        Queued,
        Ready,
        Executed,
        Expired,
        Cancelled
    }

    struct Rules {
        uint32 votingSeconds;
        uint32 timelockSeconds;
        /// How long a proposal whose timelock has run stays executable.
        uint32 graceSeconds;
        /// Part of the snapshot weight that must vote.
        uint16 quorumBps;
        /// Part of the snapshot weight that must stand behind a proposal.
        uint16 proposeBps;
        /// Wei laid down with a proposal; lost to the treasury when the quorum does not come.
        uint96 bond;
    }

    struct Targets {
        address vault;
        address mandate;
        address models;
        address treasury;
    }

    struct Proposal {
        /// First slot: what a vote writes.
        uint64 yes;
        uint64 no;
        uint64 abstain;
        uint40 endsAt;
        Kind kind;
        bool executed;
        bool cancelled;
        /// Second slot: what a vote reads.
        uint40 snapshotAt;
        uint64 snapshotWeight;
        uint40 readyAt;
        uint96 bond;
        address proposer;
        bytes payload;
        string title;
    }

    enum Choice {
        No,
        Yes,
        Abstain
    }

    error UnknownProposal(uint256 id);
    error WrongState(uint256 id, State state);
    error TooLittleWeight(uint256 weight, uint256 needed);
    error AlreadyVoted(uint256 id, uint256 share);
    error NotDelegate(address owner, address caller);
    error NotProposer(address caller);
    error CallFailed(bytes reason);
    error BadRules();
    error WrongBond(uint256 sent, uint256 bond);
    error BadSignature(address owner);
    error NoBond(uint256 id);
    error NotAscending(uint256 share);
    error LeaversFirst(uint256 id, uint256 requestedAt);

    event Proposed(
        uint256 indexed id, address indexed proposer, Kind kind, bytes payload, string title, uint256 snapshotAt, uint256 endsAt
    );
    event Voted(uint256 indexed id, address indexed owner, Choice choice, uint256 weight, uint256[] shares);
    event Queued(uint256 indexed id, uint256 readyAt);
    event Executed(uint256 indexed id);
    event Cancelled(uint256 indexed id);
    event BondReleased(uint256 indexed id, address indexed to, uint256 amount);
    event Delegated(address indexed owner, address indexed delegate);

    bytes32 private constant BALLOT = keccak256("Ballot(uint256 proposal,uint8 choice,uint256[] shares)");

    IShares public immutable shares;
    Rules private _rules;
    Targets private _targets;
    uint256 public count;
    mapping(uint256 id => Proposal) private _proposals;
    mapping(uint256 id => mapping(uint256 word => uint256)) private _voted;
    mapping(address owner => address) public delegateOf;

    constructor(IShares shares_, Rules memory rules_, Targets memory targets_) EIP712("Hanse Council", "1") {
        if (rules_.quorumBps > 10_000 || rules_.proposeBps > 10_000 || rules_.votingSeconds == 0) revert BadRules();
        shares = shares_;
        _rules = rules_;
        _targets = targets_;
    }

    // ------------------------------------------------------------------ life of a proposal

    /// @param ids Shares of the caller, ascending, that together reach the proposal threshold.
    /// @param payload The arguments of the call that `kind` stands for, ABI-encoded.
    function propose(Kind kind, bytes calldata payload, string calldata title, uint256[] calldata ids)
        external
        payable
        returns (uint256 id)
    {
        if (msg.value != _rules.bond) revert WrongBond(msg.value, _rules.bond);
        for (uint256 i = 1; i < ids.length; ++i) if (ids[i] <= ids[i - 1]) revert NotAscending(ids[i]);
        (uint256 startedAt, uint256 weight) = shares.snapshot();
        uint256 needed = (weight * _rules.proposeBps + 9_999) / 10_000;
        uint256 behind = shares.votingWeight(msg.sender, ids, startedAt);
        if (behind < needed || behind == 0) revert TooLittleWeight(behind, needed);
        id = ++count;
        Proposal storage made = _proposals[id];
        made.kind = kind;
        made.endsAt = uint40(block.timestamp + _rules.votingSeconds);
        made.snapshotAt = uint40(startedAt);
        made.snapshotWeight = uint64(weight);
        made.proposer = msg.sender;
        made.bond = uint96(msg.value);
        made.payload = payload;
        made.title = title;
        emit Proposed(id, msg.sender, kind, payload, title, startedAt, made.endsAt);
    }

    /// @notice Votes with shares of the caller.
    function vote(uint256 id, Choice choice, uint256[] calldata ids) external {
        _vote(id, msg.sender, choice, ids);
    }

    /// @notice Votes with shares of an owner who delegated to the caller.
    function voteFor(address owner, uint256 id, Choice choice, uint256[] calldata ids) external {
        if (delegateOf[owner] != msg.sender) revert NotDelegate(owner, msg.sender);
        _vote(id, owner, choice, ids);
    }

    /// A vote signed off chain (EIP-712); anyone may bring it. A share votes once, so it cannot be replayed.
    struct Ballot {
        address owner;
        uint256 proposal;
        Choice choice;
        uint256[] shares;
        bytes signature;
    }

    /// @notice Counts signed ballots exactly as if their owners had sent them.
    function castBallots(Ballot[] calldata ballots) external {
        for (uint256 i; i < ballots.length; ++i) {
            Ballot calldata b = ballots[i];
            if (!SignatureChecker.isValidSignatureNow(b.owner, ballotHash(b.proposal, b.choice, b.shares), b.signature)) {
                revert BadSignature(b.owner);
            }
            _vote(b.proposal, b.owner, b.choice, b.shares);
        }
    }

    /// @notice What the owner signs.
    function ballotHash(uint256 proposalId, Choice choice, uint256[] calldata ids) public view returns (bytes32) {
        bytes32 idsHash = keccak256(abi.encodePacked(ids));
        return _hashTypedDataV4(keccak256(abi.encode(BALLOT, proposalId, uint8(choice), idsHash)));
    }

    /// @notice Gives a proposal's bond back to its proposer, or to the treasury when the quorum did not come. Anyone may call.
    function releaseBond(uint256 id) external {
        Proposal storage made = _proposals[id];
        State now_ = stateOf(id);
        if (now_ == State.Unknown || now_ == State.Voting) revert WrongState(id, now_);
        uint256 amount = made.bond;
        if (amount == 0) revert NoBond(id);
        made.bond = 0;
        address to = made.cancelled || _quorate(id) ? made.proposer : _targets.treasury;
        emit BondReleased(id, to, amount);
        Address.sendValue(payable(to), amount);
    }

    /// @notice Lets another account vote with the caller's shares; zero takes it back. The owner may always vote itself.
    function delegate(address to) external {
        delegateOf[msg.sender] = to;
        emit Delegated(msg.sender, to);
    }

    /// @notice Starts the timelock of a passed proposal, which is also the exit window. Anyone may call.
    function queue(uint256 id) external {
        _require(id, State.Passed);
        uint256 readyAt = block.timestamp + _rules.timelockSeconds;
        _proposals[id].readyAt = uint40(readyAt);
        emit Queued(id, readyAt);
    }

    /// @notice Carries out a proposal whose timelock has run and whose leavers are out. Anyone may call.
    /// @dev Whoever asked to leave before the window closed is settled first, before the change. So that one share which cannot be settled
    /// does not stop the council for good, it waits no longer than half the grace period; in kind that share can leave at any time.
    function execute(uint256 id) external {
        _require(id, State.Ready);
        Proposal storage made = _proposals[id];
        uint256 oldest = shares.oldestExit();
        if (oldest != 0 && oldest < made.readyAt && block.timestamp < uint256(made.readyAt) + _rules.graceSeconds / 2) {
            revert LeaversFirst(id, oldest);
        }
        made.executed = true;
        emit Executed(id);
        (address target, bytes4 selector) = action(made.kind);
        (bool ok, bytes memory reason) = target.call(bytes.concat(selector, made.payload));
        if (!ok) revert CallFailed(reason);
    }

    /// @notice The proposer withdraws a proposal that may still come into force. One whose vote failed stays so, and its bond goes where
    /// the vote has sent it.
    function cancel(uint256 id) external {
        Proposal storage made = _proposals[id];
        if (made.proposer != msg.sender) revert NotProposer(msg.sender);
        State now_ = stateOf(id);
        bool done = now_ == State.Executed || now_ == State.Cancelled;
        if (done || now_ == State.Defeated || now_ == State.Expired) revert WrongState(id, now_);
        made.cancelled = true;
        emit Cancelled(id);
    }

    // ------------------------------------------------------------------ reading

    /// @notice A proposal as it stands.
    function proposal(uint256 id) external view returns (Proposal memory) {
        if (_proposals[id].endsAt == 0) revert UnknownProposal(id);
        return _proposals[id];
    }

    /// @notice The rules of this council; they never change.
    function rules() external view returns (Rules memory) {
        return _rules;
    }

    /// @notice Whether a share has voted on a proposal.
    function hasVoted(uint256 id, uint256 share) external view returns (bool) {
        return _voted[id][share >> 8] & (1 << (share & 255)) != 0;
    }

    /// @notice Where a proposal is in its life at this second.
    function stateOf(uint256 id) public view returns (State) {
        Proposal storage made = _proposals[id];
        if (made.endsAt == 0) return State.Unknown;
        if (made.cancelled) return State.Cancelled;
        if (made.executed) return State.Executed;
        if (block.timestamp < made.endsAt) return State.Voting;
        if (!_quorate(id) || made.yes <= made.no) return State.Defeated;
        if (made.readyAt == 0) return State.Passed;
        if (block.timestamp < made.readyAt) return State.Queued;
        return block.timestamp < uint256(made.readyAt) + _rules.graceSeconds ? State.Ready : State.Expired;
    }

    /// @notice The one call that a kind stands for.
    function action(Kind kind) public view returns (address target, bytes4 selector) {
        address vault = _targets.vault;
        if (kind == Kind.Targets) return (vault, bytes4(keccak256("setTargets(uint16[])")));
        if (kind == Kind.Limits) {
            return (
                vault,
                bytes4(
                    keccak256(
                        "setLimits((uint16,uint16,uint16,uint16,uint16,uint24,uint16,uint16,uint16,uint16,uint8))"
                    )
                )
            );
        }
        if (kind == Kind.Policy) return (vault, bytes4(keccak256("setPolicy((uint16,uint16,uint16,uint16))")));
        if (kind == Kind.Mandate) {
            return (_targets.mandate, bytes4(keccak256("setConfig((uint32,uint16,uint16,uint32,bytes32))")));
        }
        if (kind == Kind.ActivateModel) return (_targets.models, bytes4(keccak256("activate(bytes32)")));
        if (kind == Kind.Agent) return (vault, bytes4(keccak256("setAgent(address,uint32)")));
        if (kind == Kind.ListPool) return (vault, bytes4(keccak256("listPool(address)")));
        if (kind == Kind.Resume) return (vault, bytes4(keccak256("resume()")));
        if (kind == Kind.ResetBreaker) return (vault, bytes4(keccak256("resetBreaker()")));
        if (kind == Kind.Pause) return (vault, bytes4(keccak256("pause(uint40)")));
        if (kind == Kind.Spend) return (_targets.treasury, bytes4(keccak256("spend(address,address,uint256)")));
        if (kind == Kind.Gate) return (vault, bytes4(keccak256("setGate(address)")));
        if (kind == Kind.Shutdown) return (vault, bytes4(keccak256("shutdown()")));
        if (kind == Kind.Eligibility) return (vault, bytes4(keccak256("setEligibility(address)")));
        if (kind == Kind.Unlock) return (vault, bytes4(keccak256("setUnlock(uint24)")));
        if (kind == Kind.Staking) return (vault, bytes4(keccak256("setStaking(address)")));
        if (kind == Kind.Capital) return (_targets.mandate, bytes4(keccak256("changeCapital(uint256,int128)")));
        if (kind == Kind.Shift) return (_targets.mandate, bytes4(keccak256("shiftCapital(uint256,uint256,uint16)")));
        if (kind == Kind.Review) return (_targets.mandate, bytes4(keccak256("review(uint16)")));
        return (_targets.mandate, bytes4(keccak256("setFederation(bytes32)")));
    }

    // ------------------------------------------------------------------ parts

    function _vote(uint256 id, address owner, Choice choice, uint256[] calldata ids) private {
        Proposal storage made = _proposals[id];
        if (block.timestamp >= made.endsAt || made.cancelled) revert WrongState(id, stateOf(id));
        uint64 weight = uint64(
            _counted(id, owner, shares.votingWeight(owner, ids, made.snapshotAt), made.snapshotWeight)
        );
        _stamp(id, ids);
        if (choice == Choice.Yes) made.yes += weight;
        else if (choice == Choice.No) made.no += weight;
        else made.abstain += weight;
        emit Voted(id, owner, choice, weight, ids);
    }

    /// @dev One bit per share; the word is written once for neighbouring ids.
    function _stamp(uint256 id, uint256[] calldata ids) private {
        uint256 word = type(uint256).max;
        uint256 bits;
        for (uint256 i; i < ids.length; ++i) {
            uint256 at = ids[i] >> 8;
            if (at != word) {
                if (word != type(uint256).max) _voted[id][word] = bits;
                (word, bits) = (at, _voted[id][at]);
            }
            uint256 bit = 1 << (ids[i] & 255);
            if (bits & bit != 0) revert AlreadyVoted(id, ids[i]);
            bits |= bit;
        }
        if (word != type(uint256).max) _voted[id][word] = bits;
    }

    /// @dev What shares of this weight count for: the weight itself.
    function _counted(uint256, address, uint256 weight, uint256) internal virtual returns (uint256) {
        return weight;
    }

    /// @dev Weight cast on a proposal.
    function _cast(uint256 id) internal view virtual returns (uint256) {
        Proposal storage made = _proposals[id];
        return uint256(made.yes) + made.no + made.abstain;
    }

    function _quorate(uint256 id) private view returns (bool) {
        Proposal storage made = _proposals[id];
        return _cast(id) * 10_000 >= uint256(made.snapshotWeight) * _rules.quorumBps;
    }

    function _require(uint256 id, State wanted) private view {
        State now_ = stateOf(id);
        if (now_ == State.Unknown) revert UnknownProposal(id);
        if (now_ != wanted) revert WrongState(id, now_);
    }
}

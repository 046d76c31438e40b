// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Book} from "./Book.sol";
import {Distributor} from "./Distributor.sol";
import {Settings} from "./Settings.sol";
import {ShareArt} from "./ShareArt.sol";
import {Shares} from "./Shares.sol";
import {Swaps} from "./Swaps.sol";

/// @title What the vault asks its annex when it is built
interface IAnnex {
    /// @notice The contract that knows positions.
    function liquidity() external view returns (address);
}

/// @title The pool: shares, trading and distribution over one set of books
/// @notice One contract, because a trade, a claim and a distribution touch the same few slots; the parts are separate files. What is rare
/// (exits, settings, guardian, views) is the annex's code, run on these books.
contract Vault is Distributor, Swaps, Settings {
    struct Setup {
        string name;
        string symbol;
        IERC20 quote;
        address governor;
        address annex;
        ShareArt art;
        address contributions;
        address treasury;
        address agent;
        uint32 agentExpiry;
        uint256 mintPrice;
        uint256 epochSeconds;
        Limits limits;
        Policy policy;
        address[] pools;
        uint16[] targetBps;
    }

    error ForeignAnnex(address annex);

    /// @notice The code behind every call that this contract does not know.
    address public immutable annex;
    /// @notice Draws the shares.
    ShareArt public immutable art;
    uint256 private immutable _places;

    constructor(Setup memory setup)
        Book(setup.quote, setup.governor, setup.epochSeconds, IAnnex(setup.annex).liquidity())
        Shares(setup.name, setup.symbol, setup.mintPrice)
        Distributor(setup.contributions, setup.treasury)
    {
        annex = setup.annex;
        art = setup.art;
        _places = IERC20Metadata(address(setup.quote)).decimals();
        Book other = Book(setup.annex);
        if (address(other.quote()) != address(quote) || other.governor() != governor || other.epochSeconds() != epochSeconds) {
            revert ForeignAnnex(setup.annex);
        }
        _setLimits(setup.limits);
        _setPolicy(setup.policy);
        _setAgent(setup.agent, setup.agentExpiry);
        for (uint256 i; i < setup.pools.length; ++i) _list(setup.pools[i]);
        _setTargets(setup.targetBps);
    }

    /// @notice Name, picture and figures of a share as they stand now.
    function tokenURI(uint256 id) public view override returns (string memory) {
        _requireOwned(id);
        (uint256 weight, uint256 claimed, uint256 claimable) =
            (_holdings[id].weight, _standings[id].claimed, claimableRewards(id));
        return art.tokenURI(
            ShareArt.Figures({
                id: id,
                weight: weight,
                totalWeight: _earnings.weight,
                paidIn: _standings[id].paidIn,
                claimed: claimed,
                claimable: claimable,
                lastCycle: _earnedInLastCycle(weight, claimed + claimable),
                cycles: _cycle.count,
                places: _places
            })
        );
    }

    /// @dev The annex is immutable and has the same storage layout, because both derive from `Book` first.
    fallback() external {
        address code = annex;
        assembly ("memory-safe") {
            calldatacopy(0, 0, calldatasize())
            let ok := delegatecall(gas(), code, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch ok
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title The face of a share: JSON and a picture drawn from its figures alone
/// @notice A ring shows the share's part of the pool; the number of its rays grows with the digits of what it has earned.
contract ShareArt {
    using Strings for uint256;

    struct Figures {
        uint256 id;
        uint256 weight;
        uint256 totalWeight;
        uint256 paidIn;
        uint256 claimed;
        uint256 claimable;
        uint256 lastCycle;
        uint256 cycles;
        uint256 places;
    }

    /// @notice A data URI as ERC-721 metadata wants it.
    function tokenURI(Figures calldata f) external pure returns (string memory) {
        bytes memory json = abi.encodePacked(
            '{"name":"Hanse share #',
            f.id.toString(),
            '","description":"A weighted share in a pool. Votes and unclaimed earnings follow it.","image":"data:image/svg+xml;base64,',
            Base64.encode(bytes(picture(f))),
            '","attributes":[',
            _traits(f),
            "]}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    /// @notice The picture as SVG.
    function picture(Figures calldata f) public pure returns (string memory) {
        uint256 arc = f.totalWeight == 0 ? 0 : f.weight * 628 / f.totalWeight;
        uint256 hue = uint256(keccak256(abi.encode(f.id))) % 360;
        return string(
            abi.encodePacked(
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300"><rect width="300" height="300" fill="hsl(',
                hue.toString(),
                ',30%,12%)"/>',
                _rays(f.claimed + f.claimable, hue),
                '<circle cx="150" cy="150" r="100" fill="none" stroke="hsl(',
                hue.toString(),
                ',70%,60%)" stroke-width="18" transform="rotate(-90 150 150)" stroke-dasharray="',
                arc.toString(),
                ' 628"/><text x="150" y="158" fill="#fff" font-family="sans-serif" font-size="24" text-anchor="middle">',
                _percent(f.weight, f.totalWeight),
                "</text></svg>"
            )
        );
    }

    function _traits(Figures calldata f) private pure returns (bytes memory) {
        return abi.encodePacked(
            _trait("Share", _percent(f.weight, f.totalWeight)),
            ",",
            _trait("Paid in", _decimal(f.paidIn, f.places)),
            ",",
            _trait("Earned", _decimal(f.claimed + f.claimable, f.places)),
            ",",
            _trait("Claimable", _decimal(f.claimable, f.places)),
            ",",
            _trait("Return on paid in", _percent(f.claimed + f.claimable, f.paidIn)),
            ",",
            _trait("Return in the last cycle", _percent(f.lastCycle, f.paidIn)),
            ",",
            _trait("Cycles of the pool", f.cycles.toString())
        );
    }

    function _trait(string memory name, string memory value) private pure returns (string memory) {
        return string.concat('{"trait_type":"', name, '","value":"', value, '"}');
    }

    /// @dev One ray per decimal digit of the earnings, evenly spread.
    function _rays(uint256 earned, uint256 hue) private pure returns (bytes memory rays) {
        uint256 digits;
        for (uint256 rest = earned; rest != 0; rest /= 10) ++digits;
        for (uint256 i; i < digits; ++i) {
            rays = abi.encodePacked(
                rays,
                '<path d="M150 150V12" stroke="hsl(',
                ((hue + 40) % 360).toString(),
                ',60%,40%)" stroke-width="3" transform="rotate(',
                (i * 360 / digits).toString(),
                ' 150 150)"/>'
            );
        }
    }

    function _percent(uint256 part, uint256 whole) private pure returns (string memory) {
        if (whole == 0) return "0%";
        return string.concat(_decimal(part * 10_000 / whole, 2), "%");
    }

    function _decimal(uint256 value, uint256 places) private pure returns (string memory) {
        uint256 unit = 10 ** places;
        bytes memory fraction = bytes((unit + value % unit).toString());
        // The leading one holds the zeros; it becomes the point.
        fraction[0] = ".";
        return string.concat((value / unit).toString(), places == 0 ? "" : string(fraction));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Test} from "forge-std/Test.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Annex} from "../src/Annex.sol";
import {Book} from "../src/Book.sol";
import {Liquidity} from "../src/Liquidity.sol";
import {ShareArt} from "../src/ShareArt.sol";
import {Vault} from "../src/Vault.sol";
import {IPool} from "../src/interfaces/IPool.sol";
import {MockToken} from "../src/local/MockToken.sol";

interface IFactory {
    function createPool(address a, address b, uint24 fee) external returns (address);
}

interface IFullPool is IPool {
    function liquidity() external view returns (uint128);
    function initialize(uint160 sqrtPriceX96) external;
    function increaseObservationCardinalityNext(uint16 next) external;
}

/// The outside market and a vault on real Uniswap v3 bytecode; the test contract is governor and guardian.
contract Base is Test {
    uint256 internal constant USDC = 1e6;
    address internal constant AGENT = address(0xA9E47);
    address internal constant TREASURY = address(0x7EA5);
    address internal constant CONTRIBUTIONS = address(0xC0);
    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);

    IFactory internal factory;
    MockToken internal usdc;
    MockToken internal btc;
    MockToken internal eth;
    IFullPool internal btcPool;
    IFullPool internal ethPool;
    Vault internal vault;
    /// The same address, for what the annex answers, and for what the part behind it does.
    Annex internal annex;
    Liquidity internal liquidity;

    function setUp() public virtual {
        vm.warp(1_725_000_000);
        vm.roll(1000);
        usdc = new MockToken("USDC", "USDC", 6);
        btc = new MockToken("BTC", "BTC", 8);
        eth = new MockToken("ETH", "ETH", 18);
        factory =
            IFactory(deployCode("../../node_modules/@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json"));
        btcPool = _pool(btc, 60_000 * USDC, 1e8);
        ethPool = _pool(eth, 2500 * USDC, 1e18);
        _deploy(usdc);
        for (uint256 i = 1; i < 4; ++i) _pass(31 minutes);
    }

    function _limits() internal pure virtual returns (Book.Limits memory) {
        return Book.Limits({
            tradeBps: 200,
            slippageBps: 100,
            deviationTicks: 300,
            turnoverBps: 10_000,
            lossBps: 100,
            window: 1 days,
            drawdownBps: 2000,
            twapSeconds: 30 minutes,
            beatSeconds: 300,
            beatBlocks: 25,
            tradesPerMinute: 3
        });
    }

    /// Who governs the vault.
    function _governor() internal view virtual returns (address) {
        return address(this);
    }

    /// A pool that is not listed yet.
    function _newPool() internal returns (address) {
        return address(_pool(new MockToken("SOL", "SOL", 9), 150 * USDC, 1e9));
    }

    function _policy() internal pure virtual returns (Book.Policy memory) {
        return Book.Policy(6000, 2000, 1000, 1000);
    }

    function _deploy(IERC20 quote) internal {
        vault = new Vault(_setup(quote));
        annex = Annex(address(vault));
        liquidity = Liquidity(address(vault));
    }

    function _setup(IERC20 quote) internal returns (Vault.Setup memory) {
        address[] memory pools = new address[](2);
        (pools[0], pools[1]) = (address(btcPool), address(ethPool));
        uint16[] memory targets = new uint16[](2);
        (targets[0], targets[1]) = (4000, 4000);
        return Vault.Setup({
            name: "Hanse share",
            symbol: "HANSE",
            quote: quote,
            governor: _governor(),
            annex: address(
                new Annex(
                    quote, _governor(), 1 days, address(this), address(new Liquidity(quote, _governor(), 1 days))
                )
            ),
            art: new ShareArt(),
            contributions: CONTRIBUTIONS,
            treasury: TREASURY,
            agent: AGENT,
            agentExpiry: type(uint32).max,
            mintPrice: 100 * USDC,
            epochSeconds: 1 days,
            limits: _limits(),
            policy: _policy(),
            pools: pools,
            targetBps: targets
        });
    }

    function _pool(MockToken token, uint256 quoteUnits, uint256 baseUnits) private returns (IFullPool pool) {
        pool = IFullPool(factory.createPool(address(usdc), address(token), 500));
        (uint256 amount0, uint256 amount1) =
            pool.token0() == address(usdc) ? (quoteUnits, baseUnits) : (baseUnits, quoteUnits);
        pool.initialize(uint160(Math.sqrt(Math.mulDiv(amount1, 1 << 192, amount0))));
        // 2 % of price movement takes about three million quote tokens.
        uint256 scale = 300_000_000 * USDC / quoteUnits;
        uint256 liquidity = Math.sqrt(quoteUnits * scale) * Math.sqrt(baseUnits * scale);
        pool.mint(address(this), -887270, 887270, uint128(liquidity), "");
        pool.increaseObservationCardinalityNext(200);
    }

    // ------------------------------------------------------------------ moves

    function _mint(address to, uint256 assets) internal returns (uint256 id) {
        usdc.mint(to, assets);
        vm.startPrank(to);
        usdc.approve(address(vault), assets);
        (id,) = vault.mint(to, assets, 1);
        vm.stopPrank();
    }

    function _pass(uint256 seconds_) internal {
        skip(seconds_);
        vm.roll(block.number + 1);
        vault.mark();
    }

    function _beat() internal {
        vm.prank(AGENT);
        vault.heartbeat();
    }

    function _buy(uint256 index, uint256 amount) internal returns (uint256) {
        vm.prank(AGENT);
        return vault.trade(index, true, amount, 1, block.timestamp);
    }

    function _sell(uint256 index, uint256 amount) internal returns (uint256) {
        vm.prank(AGENT);
        return vault.trade(index, false, amount, 1, block.timestamp);
    }

    /// Somebody else swaps `amountIn`; `quoteIn` or base in.
    function _outside(IFullPool pool, bool quoteIn, uint256 amountIn) internal {
        bool zeroForOne = quoteIn == (pool.token0() == address(usdc));
        pool.swap(
            address(this),
            zeroForOne,
            int256(amountIn),
            zeroForOne ? 4295128740 : 1461446703485210103287273052203988822378723970341,
            ""
        );
    }

    /// Moves a pool's price by `bps` (positive: base dearer) through an outside swap.
    function _move(IFullPool pool, int256 bps) internal {
        (uint160 now_,,,,,,) = pool.slot0();
        bool up = (pool.token0() == address(usdc)) != (bps > 0);
        uint256 size = uint256(bps < 0 ? -bps : bps);
        uint256 factor = up ? Math.sqrt((10_000 + size) * 1e32 / 10_000) : Math.sqrt(10_000 * 1e32 / (10_000 + size));
        pool.swap(address(this), !up, type(int256).max, uint160(uint256(now_) * factor / 1e16), "");
    }

    function uniswapV3MintCallback(uint256 amount0, uint256 amount1, bytes calldata) external {
        _pay(int256(amount0), int256(amount1));
    }

    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        _pay(amount0, amount1);
    }

    function _pay(int256 amount0, int256 amount1) private {
        if (amount0 > 0) MockToken(IPool(msg.sender).token0()).mint(msg.sender, uint256(amount0));
        if (amount1 > 0) MockToken(IPool(msg.sender).token1()).mint(msg.sender, uint256(amount1));
    }

    /// The vault owns at least what its books say.
    function _assertSolvent() internal view {
        uint256 owed;
        for (uint256 id = 1; id < annex.nextId(); ++id) {
            (address owner,,,,) = annex.share(id);
            if (owner != address(0)) owed += vault.claimableRewards(id);
        }
        _assertCovered(owed);
    }

    /// The same, where what shares can claim is known already.
    function _assertCovered(uint256 owed) internal view {
        Book.Buckets memory buckets = annex.buckets();
        uint256 booked = annex.money().idle + uint256(buckets.ai) + buckets.treasury + owed;
        assertGe(usdc.balanceOf(address(vault)), booked, "balance covers idle, buckets and claims");
        assertGe(btc.balanceOf(address(vault)), annex.asset(0).books.held, "BTC held");
        assertGe(eth.balanceOf(address(vault)), annex.asset(1).books.held, "ETH held");
    }
}

// What a refused call says, in words, and which of OpenZeppelin's refusals are those of a Deed contract under another name.
import { Interface, dataSlice } from 'ethers';

const errors = new Interface([
  'error Panic(uint256 code)',
  'error Error(string reason)',
  'error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)',
  'error ERC20InvalidSender(address sender)',
  'error ERC20InvalidReceiver(address receiver)',
  'error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)',
  'error ERC20InvalidApprover(address approver)',
  'error ERC20InvalidSpender(address spender)',
  'error ERC721InvalidOwner(address owner)',
  'error ERC721NonexistentToken(uint256 tokenId)',
  'error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner)',
  'error ERC721InvalidSender(address sender)',
  'error ERC721InvalidReceiver(address receiver)',
  'error ERC721InsufficientApproval(address operator, uint256 tokenId)',
  'error ERC721InvalidApprover(address approver)',
  'error ERC721InvalidOperator(address operator)',
  'error ERC1155InsufficientBalance(address sender, uint256 balance, uint256 needed, uint256 tokenId)',
  'error ERC1155InvalidReceiver(address receiver)',
  'error ERC1155MissingApprovalForAll(address operator, address owner)',
  'error ERC1155InvalidOperator(address operator)',
  'error ERC1155InvalidArrayLength(uint256 idsLength, uint256 valuesLength)',
  'error ERC4626ExceededMaxWithdraw(address owner, uint256 assets, uint256 max)',
  'error ERC4626ExceededMaxRedeem(address owner, uint256 shares, uint256 max)',
  'error ERC2612ExpiredSignature(uint256 deadline)',
  'error ERC2612InvalidSigner(address signer, address owner)',
  'error ECDSAInvalidSignature()',
  'error ECDSAInvalidSignatureS(bytes32 s)',
  'error OwnableInvalidOwner(address owner)',
  'error OwnableUnauthorizedAccount(address account)',
  'error AccessControlUnauthorizedAccount(address account, bytes32 role)',
  'error AccessControlBadConfirmation()',
  'error EnforcedPause()',
  'error ExpectedPause()',
  'error Unauthorized(address caller)',
  'error SignatureExpired(uint256 deadline)',
  'error SignatureInvalid(address signer)',
  'error AllMade(uint256 limit)',
  'error OpenAlready(uint256 id)',
  'error AboveLimit(uint256 id, uint256 limit)',
  'error Unwilling(uint256 times)',
]);

// What the language says itself, in every contract: a guard that refuses, and a signature that is not taken (whose signer is
// the first argument of `permit`).
const sameAs = {
  OwnableUnauthorizedAccount: ([account]) => ['Unauthorized', [account]],
  AccessControlUnauthorizedAccount: ([account]) => ['Unauthorized', [account]],
  ERC721InsufficientApproval: ([operator]) => ['Unauthorized', [operator]],
  ERC721InvalidApprover: ([approver]) => ['Unauthorized', [approver]],
  ERC2612ExpiredSignature: ([deadline]) => ['SignatureExpired', [deadline]],
  ERC2612InvalidSigner: ([, owner]) => ['SignatureInvalid', [owner]],
  ECDSAInvalidSignature: (_, [owner]) => ['SignatureInvalid', [owner]],
  ECDSAInvalidSignatureS: (_, [owner]) => ['SignatureInvalid', [owner]],
};

/** The error that is in `data`, as name and arguments; what has no name stands as it is. `asked` are the arguments of the call. */
export function refusal(data, asked = []) {
  if (data === '0x') return { refused: 'without words' };
  const known = errors.getError(dataSlice(data, 0, 4));
  if (!known) return { refused: data };
  const args = [...errors.decodeErrorResult(known, data)];
  const [name, said] = sameAs[known.name]?.(args, asked) ?? [known.name, args];
  return { refused: `${name}(${said.join(', ')})` };
}

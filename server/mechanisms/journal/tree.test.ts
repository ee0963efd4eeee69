/** The tree against the vectors of RFC 6962's reference implementation, and against the RFC's recursion written naively. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { naiveRoot } from '../../testing/naive-tree.ts';
import { appendLeaves, EMPTY_ROOT, leafHash, packEdge, sha256, treeRoot, unpackEdge } from './tree.ts';

const empty = { size: 0n, subtrees: [] };
/** certificate-transparency, cpp/merkletree/merkle_tree_test.cc: the inputs and the root after each. */
const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leafOf = (hex: string) => sha256(Buffer.from(`00${hex}`, 'hex'));

describe('the tree', () => {
  test('nothing: the hash of nothing', () => {
    assert.equal(
      EMPTY_ROOT.toString('hex'),
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    assert.deepEqual(treeRoot(empty), EMPTY_ROOT);
  });

  for (const [i, root] of ROOTS.entries())
    test(`RFC 6962: ${i + 1} leaves`, () => {
      const leaves = INPUTS.slice(0, i + 1).map(leafOf);
      assert.equal(treeRoot(appendLeaves(empty, leaves)).toString('hex'), root);
      assert.equal(naiveRoot(leaves).toString('hex'), root);
    });

  test('a leaf is the hash of a zero byte and the bytes of the entry', () => {
    assert.deepEqual(leafHash('中文'), leafOf(Buffer.from('中文').toString('hex')));
  });

  test('appended in any portions, packed and unpacked between, it is the naive tree of all leaves', () => {
    const portions = fc.array(fc.nat({ max: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(portions, (sizes) => {
        const leaves: Buffer[] = [];
        let edge = unpackEdge(0n, Buffer.alloc(0));
        for (const size of sizes) {
          const more = Array.from({ length: size }, (_, i) => leafHash(`${leaves.length + i}`));
          leaves.push(...more);
          edge = appendLeaves(edge, more);
          edge = unpackEdge(edge.size, packEdge(edge));
        }
        assert.equal(edge.size, BigInt(leaves.length));
        assert.deepEqual(treeRoot(edge), naiveRoot(leaves));
      }),
      { numRuns: 50 },
    );
  });

  test('appending leaves the old edge as it was', () => {
    const edge = appendLeaves(empty, [leafHash('a'), leafHash('b'), leafHash('c')]);
    const before = treeRoot(edge).toString('hex');
    appendLeaves(edge, [leafHash('d')]);
    assert.equal(treeRoot(edge).toString('hex'), before);
  });

  test('an edge that does not fit its size is a bug', () => {
    assert.throws(() => appendLeaves({ size: 3n, subtrees: [leafHash('a')] }, [leafHash('d')]), /edge/);
  });
});

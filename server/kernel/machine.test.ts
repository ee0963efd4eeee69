import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertNever, machine } from './machine.ts';
import { Refusal } from './refusal.ts';

const door = machine<'open' | 'closed' | 'gone'>({ open: ['closed'], closed: ['open', 'gone'], gone: [] });

describe('a machine', () => {
  const moves: readonly ['open' | 'closed' | 'gone', 'open' | 'closed' | 'gone', boolean][] = [
    ['open', 'open', false],
    ['open', 'closed', true],
    ['open', 'gone', false],
    ['closed', 'open', true],
    ['closed', 'closed', false],
    ['closed', 'gone', true],
    ['gone', 'open', false],
    ['gone', 'closed', false],
    ['gone', 'gone', false],
  ];
  for (const [from, to, may] of moves)
    test(`${from} -> ${to}: ${may ? 'ok' : 'CONFLICT, with the state as it is'}`, () => {
      assert.equal(door.may(from, to), may);
      if (may) assert.equal(door.move(from, to), to);
      else
        assert.throws(
          () => door.move(from, to),
          (thrown) =>
            thrown instanceof Refusal && thrown.code === 'CONFLICT' && thrown.details.state === from,
        );
    });

  test('what has no way out is final', () => {
    assert.deepEqual(
      door.states.map((state) => door.isFinal(state)),
      [false, false, true],
    );
  });

  test('CHECK and diagram follow from the table', () => {
    assert.equal(door.sqlList(), "'open','closed','gone'");
    assert.deepEqual(door.mermaid().split('\n'), [
      'stateDiagram-v2',
      '  [*] --> open',
      '  open --> closed',
      '  closed --> open',
      '  closed --> gone',
      '  gone --> [*]',
    ]);
  });

  test('a state that nobody thought of is a bug', () => {
    assert.throws(() => assertNever('lost' as never), /unexpected value lost/);
  });
});

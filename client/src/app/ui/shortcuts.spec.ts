import { TestBed } from '@angular/core/testing';
import { type Command, Commands } from './commands';
import { Shortcuts } from './shortcuts';

let ran: string[];

function command(id: string, keys: readonly string[], more: Partial<Command> = {}): Command {
  return { id, group: 'app', title: id, keys, run: () => void ran.push(id), ...more };
}

function press(key: string, more: KeyboardEventInit = {}, target: EventTarget = document): Event {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

describe('Shortcuts', () => {
  let commands: Commands;

  beforeEach(() => {
    ran = [];
    localStorage.clear();
    commands = TestBed.inject(Commands);
    TestBed.inject(Shortcuts);
  });

  it('runs the command that has the key, and keeps the key from the browser', () => {
    commands.register(command('pause', ['p']));
    expect(press('p').defaultPrevented).toBe(true);
    expect(ran).toEqual(['pause']);
  });

  it('tells keys with modifiers apart, and takes the command key of a Mac for Ctrl', () => {
    commands.register(command('palette', ['Ctrl+k']), command('delete', ['Shift+Delete']));
    press('k');
    press('k', { metaKey: true });
    press('Delete');
    press('Delete', { shiftKey: true });
    expect(ran).toEqual(['palette', 'delete']);
  });

  it('finds a sign wherever the keyboard has it', () => {
    commands.register(command('help', ['?']));
    press('?', { shiftKey: true });
    expect(ran).toEqual(['help']);
  });

  it('runs one key after the other as a sequence', () => {
    commands.register(command('stats', ['g s']), command('sort', ['s']));
    press('g');
    press('s');
    press('s');
    expect(ran).toEqual(['stats', 'sort']);
  });

  it('gives the key to the command that was registered last, until that goes', () => {
    commands.register(command('list', ['Enter']));
    const leave = commands.register(command('tree', ['Enter']));
    press('Enter');
    leave();
    press('Enter');
    expect(ran).toEqual(['tree', 'list']);
  });

  it('leaves the key to the browser where the command cannot be done', () => {
    commands.register(command('pause', ['p'], { isEnabled: () => false }));
    expect(press('p').defaultPrevented).toBe(false);
    expect(ran).toEqual([]);
  });

  it('does nothing while the user types, but for what is meant for that', () => {
    commands.register(
      command('pause', ['p']),
      command('all', ['Ctrl+a']),
      command('palette', ['Ctrl+k'], { worksWhileTyping: true }),
    );
    const field = document.body.appendChild(document.createElement('input'));
    press('p', {}, field);
    press('a', { ctrlKey: true }, field);
    press('k', { ctrlKey: true }, field);
    field.remove();
    expect(ran).toEqual(['palette']);
  });

  it('can be switched off, but for keys with a modifier', () => {
    commands.register(command('pause', ['p']), command('palette', ['Ctrl+k']));
    TestBed.inject(Shortcuts).switch('off');
    press('p');
    press('k', { ctrlKey: true });
    expect(ran).toEqual(['palette']);
  });
});

namespace Weft.Runs.Html;

/// <summary>
/// The page's script: read-outs under the pointer, an edge's ends on hover, tables that sort, everything unfolded for printing. The page is
/// whole without it.
/// </summary>
internal static class ReportScript
{
    /// <summary>The script.</summary>
    public const string Text = """
        (() => {
          const box = document.getElementById('tip-box');
          const ns = 'http://www.w3.org/2000/svg';
          const tell = (e, rows) => {
            box.replaceChildren(...rows.map(r => {
              const row = document.createElement('div');
              for (const t of r) row.append(Object.assign(document.createElement('span'), { textContent: t }));
              return row;
            }));
            box.hidden = false;
            box.style.left = Math.max(4, Math.min(e.clientX + 14, innerWidth - box.offsetWidth - 8)) + 'px';
            box.style.top = Math.max(4, Math.min(e.clientY + 14, innerHeight - box.offsetHeight - 8)) + 'px';
          };
          for (const svg of document.querySelectorAll('svg[data-hover]')) {
            const d = JSON.parse(svg.dataset.hover);
            const xs = [...new Set(d.s.flatMap(s => s.p.map(p => p[0])))].sort((a, b) => a - b);
            const at = s => d.l + (s - d.lo) / (d.hi - d.lo) * (d.r - d.l);
            const rule = document.createElementNS(ns, 'path');
            rule.setAttribute('class', 'rule');
            svg.append(rule);
            const hide = () => { box.hidden = true; rule.removeAttribute('d'); };
            const show = e => {
              const m = svg.getScreenCTM();
              const px = (e.clientX - m.e) / m.a;
              if (!xs.length || px < d.l - 12 || px > d.r + 12) return hide();
              const x = xs.reduce((a, b) => Math.abs(at(b) - px) < Math.abs(at(a) - px) ? b : a);
              rule.setAttribute('d', `M${at(x)} ${d.t}V${d.b}`);
              const rows = d.s.map(s => [s.n, s.p.find(p => p[0] === x)]).filter(r => r[1]).sort((a, b) => b[1][1] - a[1][1]).slice(0, 14);
              tell(e, [[d.x + ' ' + x, ''], ...rows.map(r => [r[0], String(r[1][1])])]);
            };
            svg.addEventListener('pointermove', show);
            svg.addEventListener('pointerdown', show);
            svg.addEventListener('pointerleave', hide);
          }
          for (const svg of document.querySelectorAll('svg.dots')) {
            const dots = [...svg.querySelectorAll('.dot')].map(c => {
              const t = c.querySelector('title');
              t.remove();
              return { c, x: +c.getAttribute('cx'), y: +c.getAttribute('cy'), rows: t.textContent.split('\n').map(l => l.split(': ', 2)) };
            });
            let near = null;
            const mark = d => {
              if (near) near.c.classList.remove('near');
              if ((near = d)) d.c.classList.add('near');
              else box.hidden = true;
            };
            const show = e => {
              const m = svg.getScreenCTM();
              const [px, py] = [(e.clientX - m.e) / m.a, (e.clientY - m.f) / m.d];
              const far = d => (d.x - px) ** 2 + (d.y - py) ** 2;
              const d = dots.reduce((a, b) => far(b) <= far(a) ? b : a);
              mark(far(d) < 196 ? d : null);
              if (near) tell(e, d.rows);
            };
            svg.addEventListener('pointermove', show);
            svg.addEventListener('pointerdown', show);
            svg.addEventListener('pointerleave', () => mark(null));
          }
          for (const table of document.querySelectorAll('table.sortable')) {
            const heads = [...table.tHead.rows[0].cells];
            heads.forEach((head, i) => {
              const button = Object.assign(document.createElement('button'), { type: 'button', title: 'sort' });
              button.append(...head.childNodes);
              head.append(button);
              button.addEventListener('click', () => {
                const down = head.ariaSort ? head.ariaSort === 'ascending' : head.classList.contains('num') && i > 1;
                for (const h of heads) h.ariaSort = null;
                head.ariaSort = down ? 'descending' : 'ascending';
                const number = head.classList.contains('num');
                const key = row => {
                  const cell = row.cells[i], text = cell.dataset.key ?? cell.textContent;
                  return number && text !== '' ? +text : text;
                };
                const rows = [...table.tBodies[0].rows].map(row => [key(row), row]);
                rows.sort(([a], [b]) => a === '' || b === '' ? (a === '') - (b === '')
                  : (number ? a - b : a.localeCompare(b)) * (down ? -1 : 1));
                table.tBodies[0].append(...rows.map(r => r[1]));
              });
            });
          }
          for (const node of document.querySelectorAll('.graph .node[data-id]')) {
            const svg = node.closest('svg');
            const mark = on => {
              svg.classList.toggle('hovered', on);
              for (const edge of svg.querySelectorAll('.edge'))
                edge.classList.toggle('near', on && (edge.dataset.from === node.dataset.id || edge.dataset.to === node.dataset.id));
            };
            node.addEventListener('pointerenter', () => mark(true));
            node.addEventListener('pointerleave', () => mark(false));
          }
          addEventListener('beforeprint', () => { for (const d of document.querySelectorAll('details')) d.open = true; });
        })();
        """;
}

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True, validators=[django.core.validators.RegexValidator('^(?:NL00|GM\\d{4}|WK\\d{4}[0-9A-Z]{2}|BU\\d{4}[0-9A-Z]{4})(?:-\\d{4})?$')], verbose_name='code')),
                ('level', models.PositiveSmallIntegerField(choices=[(0, 'Country'), (1, 'Municipality'), (2, 'District'), (3, 'Neighbourhood')], verbose_name='level')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('slug', models.SlugField(db_index=False, max_length=100, verbose_name='slug')),
                ('latitude', models.FloatField(blank=True, null=True, verbose_name='latitude')),
                ('longitude', models.FloatField(blank=True, null=True, verbose_name='longitude')),
                ('year', models.PositiveSmallIntegerField(help_text='The newest year in which the area is on the official list.', verbose_name='year')),
                ('is_former', models.BooleanField(default=False, verbose_name='former')),
                ('inhabitants', models.PositiveIntegerField(blank=True, help_text='Of the newest year. Puts large areas first in lists; empty is unknown.', null=True, verbose_name='inhabitants')),
                ('search_key', models.CharField(max_length=100, verbose_name='search key')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='neighbourhoods.area', verbose_name='lies in')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
                'ordering': ['level', 'name', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('code__startswith', 'NL'), ('level', 0)), models.Q(('code__startswith', 'GM'), ('level', 1)), models.Q(('code__startswith', 'WK'), ('level', 2)), models.Q(('code__startswith', 'BU'), ('level', 3)), _connector='OR'), name='area_code_fits_its_level'), models.CheckConstraint(condition=models.Q(models.Q(('level', 0), ('parent', None)), models.Q(('level__gt', 0), ('parent__isnull', False)), _connector='OR'), name='only_the_country_lies_in_nothing'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='area_centre_is_whole_or_absent'), models.CheckConstraint(condition=models.Q(('year__range', (1995, 2100))), name='area_year_is_real'), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('name'), 100), name='area_name_fits')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('kind', models.CharField(max_length=30, verbose_name='kind')),
                ('value', models.FloatField(verbose_name='value')),
                ('area', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='neighbourhoods.area', verbose_name='area')),
            ],
            options={
                'verbose_name': 'figure',
                'verbose_name_plural': 'figures',
                'ordering': ['area', '-year', 'kind'],
                'constraints': [models.UniqueConstraint(fields=('area', 'year', 'kind'), name='one_figure_of_each'), models.CheckConstraint(condition=models.Q(('year__range', (1995, 2100))), name='figure_year_is_real'), models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('kind'), 30), name='figure_kind_fits')],
            },
        ),
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, verbose_name='postcode')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='postcodes', to='neighbourhoods.area', verbose_name='area')),
            ],
            options={
                'verbose_name': 'postcode',
                'verbose_name_plural': 'postcodes',
                'constraints': [models.UniqueConstraint(fields=('code', 'area'), name='one_row_per_postcode_and_area')],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=40)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='neighbourhoods.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('word', 'area'), name='one_row_per_word_and_area')],
            },
        ),
    ]
